"""What a shape is by nature: how tall, where it belongs, and its own colours.

One line per shape: stature against a thing of usual size (1.0 is a grown person), habitat, colours
with the main one first.
Habitats: land, water (floats), sky, deep (swims), hand (small enough to hold or to lie on a table), wall.
"""

from dataclasses import dataclass
from functools import lru_cache

from ..chance import Chance
from ..colour import from_lch, rgb


@dataclass(frozen=True, slots=True)
class Nature:
    """See the module's head."""

    stature: float
    habitat: str
    colours: tuple[str, ...]


_LINES = """
fox 0.62 land #d8672a #f7ead6 #3b2620
dog 0.62 land #a9743f #e9d5b2 #3a2a22
corgi 0.5 land #d08a44 #fbf3e4 #3a2a22
cat 0.5 land #6d6a70 #d9d4cc #2c2a30
kitten 0.4 land #d79a5b #f6e6cf #4a3526
lion 0.85 land #d9a352 #8a4f25 #f3dfb4
tiger 0.85 land #e08a2e #f8ecd6 #2a1f1c
bear 0.95 land #7a4f33 #b98a5f #2b1d16
panda 0.9 land #f4f1ea #26262b #26262b
wolf 0.7 land #7d8490 #d5d6d6 #33363f
deer 0.95 land #b27b48 #f0e0c4 #4a3222
moose 1.15 land #6b4a37 #a98b68 #2f221b
horse 1.05 land #8a5532 #3c261c #e9d9c2
donkey 0.9 land #8d8580 #ddd6cc #3a3636
zebra 1.0 land #f3f0ea #25252a #25252a
unicorn 1.1 land #f6f1f4 #e59ac0 #f0c64c
giraffe 1.5 land #e3b25f #8f5a2b #f5e6c4
elephant 1.25 land #8d929c #b8b5b8 #5c606c
rhinoceros 1.05 land #8e8d8f #b5b1aa #5a5a60
hippo 0.95 land #8b7f8e #c9a8a8 #564d5c
camel 1.15 land #cfa063 #a8763f #f0dcb4
cow 1.0 land #f3eee6 #3a3330 #e3b4ac
bull 1.05 land #4a3630 #8a6a4a #1f1a1a
llama 1.0 land #e9dcc4 #8a6f58 #4a3a32
pig 0.65 land #eeb0ad #d98a8c #7a4a4c
sheep 0.68 land #f2ece0 #3f3a3a #d9cdbc
goat 0.7 land #e9e2d5 #8a7660 #4a4038
rabbit 0.42 land #b79b80 #f3e8dc #e7b1a8
squirrel 0.4 land #b5622f #f1dcc0 #4a2a1c
mouse 0.26 land #8f8a8c #e8b4b0 #34323a
rat 0.3 land #6f6a6c #d9a8a4 #2c2a30
hamster 0.3 land #d9a25c #faf0df #4a3424
raccoon 0.5 land #7f8087 #e7e4de #2b2b31
beaver 0.5 land #7b5236 #4c3425 #b58a62
otter 0.5 land #6d4c38 #cdb393 #2f231c
badger 0.48 land #55555b #f2efe8 #232328
hedgehog 0.34 land #7a5c44 #e4cba8 #2f241c
porcupine 0.44 land #4d4038 #d6c8b0 #2a221e
pangolin 0.48 land #9a7148 #d9bd8c #4d3622
wombat 0.5 land #8a715c #bfa78c #3f332a
capybara 0.6 land #9c6f45 #c49b6b #4a3322
sloth 0.7 land #9a8468 #e0cda8 #4f4032
koala 0.6 land #9096a0 #e4e2e2 #2b2d33
kangaroo 1.0 land #b0794d #ecd4b0 #4a3122
monkey 0.75 land #7a5237 #e2ba8e #33231a
gorilla 1.05 land #3d3d44 #6b6a70 #1f1f24
turtle 0.35 land #5f8a4a #a8763f #3a4a2c
tortoise 0.4 land #8a7a4a #5f4a2c #3a3020
snake 0.4 land #5f9a4a #d9c04c #2a3a22
frog 0.34 land #5fa04a #d9e08a #2c3a22
lizard 0.3 land #6aa84f #d9d97a #2c4a26
crocodile 0.45 land #5d7a48 #c9c78a #2c3a24
dinosaur 1.5 land #6f9a56 #d9d28a #34502c
dragon 1.4 land #b8383a #e6a83c #5a1c22
snail 0.26 land #c8935a #e6d2a8 #6a4628
owl 0.55 land #8d6740 #efdcb8 #f0b32c
bird 0.38 land #3f7fb8 #f0b860 #26303c
eagle 0.7 land #6b4a30 #f4f0e6 #f0b32c
robin 0.36 land #7a5c42 #d9622c #2c2622
pigeon 0.4 land #8c94a4 #c2c6d0 #5a7a7a
seagull 0.42 land #f4f3ee #c4cad2 #33363c
hummingbird 0.3 sky #2f9a6a #d9486a #26403a
kiwi-bird 0.42 land #7a5a40 #a8825c #33261c
lemur 0.5 land #8f8d92 #f2eee6 #2b2b31
red-panda 0.5 land #b5532c #f7ead8 #4a241a
meerkat 0.5 land #c29a6a #ecd9b8 #4a3626
guinea-pig 0.34 land #c88a4a #f6eede #4a3020
crow 0.42 land #26272e #4a4c58 #3a3a42
duck 0.4 water #f0efe8 #f0a32c #3f8a5a
swan 0.6 water #faf8f2 #f09a3c #26262a
goose 0.55 land #f4f1ea #f09a3c #8a8a8a
flamingo 0.95 land #f28d9a #f9c1c2 #26262a
heron 0.95 land #8fa0b2 #f0eee8 #33384a
ostrich 1.2 land #2f2c30 #e9dcd0 #d9a08c
penguin 0.65 land #2a2d38 #f8f5ee #f0a52c
chicken 0.45 land #f2e8d8 #d9402f #f0b03c
rooster 0.52 land #b0562c #d92f2f #2f5a4a
parrot 0.45 land #d9382f #f0c23c #2f7fb8
toucan 0.45 land #24252c #f7f2e2 #f0862c
peacock 0.7 land #1f6f9a #3f9a6a #d9b23c
turkey 0.55 land #7a4a30 #d9402f #e0b060
phoenix 0.9 sky #e8562a #f7c53c #8a1f2f
bat 0.3 sky #3a3440 #6a5a6a #26222c
bee 0.16 sky #f2bd2e #2c2622 #dfeaf2
butterfly 0.2 sky #e8842c #3a2a2a #f4d27a
dragonfly 0.2 sky #3f8fa8 #cfe6ee #26404a
ladybug 0.16 land #d9322c #26222a #26222a
bug 0.16 land #5a7a3c #2c2c26 #2c2c26
spider 0.2 land #33303a #6a5a5a #1f1c24
ant 0.12 land #5a3326 #33201a #33201a
crab 0.28 land #d9542f #f4a878 #7a2a1c
lobster 0.3 land #c83a2a #f0906a #6a1c1a
shrimp 0.2 deep #ee9a7a #fbd2b8 #8a4a3a
octopus 0.6 deep #b8506a #f0a8a0 #5a2236
jellyfish 0.5 deep #c8a0d9 #f2d2ec #7a5aa0
starfish 0.2 deep #e8844a #f7c08a #a84a2c
seahorse 0.4 deep #e8b04a #f7dc9a #8a5a2c
fish 0.3 deep #e8762c #fbe6c4 #2c4a6a
shark 0.55 deep #6f8398 #e9eef0 #33404e
dolphin 0.5 deep #7a95b0 #e6eef2 #3a4e62
whale 0.95 deep #4a6a8c #dfe6ea #26364a
seal 0.45 land #7a8088 #b8b8b4 #33363c
walrus 0.6 land #9a6f58 #f2ecdc #5a3c2e
person 1.0 land #3f6a8c #5a4a42 #e6c23c
businessman 1.0 land #2f3a4e #3a3f4a #b03a3a
man 1.0 land #46647a #4a4038 #d9a050
woman 0.97 land #b0485a #4a3a44 #f0c878
child 0.68 land #e0a13a #4f6a8a #d9524a
girl 0.68 land #d9627a #f2d28a #6a4a8a
boy 0.68 land #4a8a9a #d99a3a #5a4a3a
baby 0.4 land #f2e2c4 #e8a8a8 #f7f2e6
face 1.0 land #b0485a #4a3a34 #f0c878
wizard 1.05 land #4a3f8c #e6c23c #e9e6f0
knight 1.02 land #a8b0ba #b8383a #5c626c
king 1.0 land #a02f3a #f0c23c #f4f0ea
queen 1.0 land #7a2f6a #f0c23c #f4eaea
warrior 1.0 land #8a5a36 #a8b0ba #5a3424
astronaut 1.0 land #eef0f2 #d9742f #5a86b0
robot 0.95 land #9ab0bc #e0a13a #4a5a66
angel 1.0 land #faf6ea #f0d27a #fffdf4
witch 1.0 land #3a2f4a #7fa03c #2a2230
princess 0.95 land #e88aa8 #f0c84c #f9e6ee
dancer 1.0 land #d94a5a #f2c8b8 #4a2a34
samurai 1.02 land #9a2f2f #2f2f3a #d9b24a
cowboy 1.0 land #a8703c #3f5a8a #d9c29a
farmer 1.0 land #4a6a9a #d9b25a #b0483a
pirate 1.0 land #8a2f34 #33384a #d9b24a
prince 1.0 land #3f5a9a #b8303a #f0c23c
doctor 1.0 land #f4f4f2 #3f5a7a #3f8a9a
chef 1.0 land #f6f4ee #4a4a52 #b8303a
elf 0.95 land #3f7a4a #6a4a34 #d9c27a
fairy 0.6 sky #e890b8 #cfe6f2 #f2d27a
viking 1.02 land #6a4a34 #8a8f98 #a8703c
monk 0.98 land #b86a2c #8a4a20 #e6b25a
musician 1.0 land #33384a #b03a3a #e6c23c
mermaid 0.9 deep #3f9a8a #d9705a #f2d28a
skeleton 1.0 land #f1ead8 #3a3630 #8a8272
ghost 0.8 land #f4f4f6 #33364a #c8d0e0
alien 0.85 land #7fc05a #23262c #cfeaa0
monster 0.95 land #7a5aa8 #d9e05a #f4f0e6
demon 1.0 land #b02a2f #2a2026 #f0a23c
snowman 0.85 land #fbfcfd #e87a2c #26262c
scarecrow 1.0 land #b8843c #5a6a8a #d9c07a
teddy-bear 0.5 land #b07a45 #e3bd88 #33231a
tree 1.7 land #4f8049 #6a4a38 #93ad55
oak 1.7 land #55803f #6a4a38 #9aad55
pine 1.8 land #2f5a44 #5a4032 #4f7a5a
palm 1.7 land #4f8a4a #a8804f #8fb55a
bush 0.5 land #4f8049 #93ad55 #2c5540
cactus 0.9 land #4f8a52 #d9e0a8 #e8708a
sunflower 0.9 land #f2b82c #5a3a20 #4f8a3f
rose 0.4 hand #c8283a #3f7a3f #8a1a28
tulip 0.45 hand #e0485a #4f8a4a #f2a03c
daisy 0.4 hand #fbf8f0 #f0b82c #4f8a4a
lotus 0.25 water #f2a3b8 #fbe3e6 #4f8a5a
flower 0.45 hand #e8627a #f0c23c #4f8a4a
mushroom 0.3 land #cf3a2f #f7efe0 #f7efe0
leaf 0.3 hand #5f9a4a #3f6a34 #a8c85a
house 1.5 land #efe2c8 #b4523a #5a4434
castle 2.1 land #b8ada0 #6a5a78 #8a8078
tower 2.2 land #c9bca6 #9a4f3a #6a5f54
lighthouse 2.2 land #f4efe4 #c8413a #ffd98a
windmill 1.8 land #efe6d4 #9a5a3c #d9c8a8
church 1.9 land #efe6d4 #6a5a6a #b08a4a
boat 0.75 water #9a4f34 #f7f0e0 #4a3426
ship 1.3 water #6a4630 #f4ead4 #b03a34
galleon 1.4 water #6a4630 #f4ead4 #b03a34
sail-boat 0.85 water #b04a38 #fbf6ea #4a3426
rowboat 0.35 water #a8663c #e6cfa8 #4a3022
canoe 0.3 water #b0562c #e6cfa8 #4a3022
submarine 0.6 deep #e0b02c #5a6a7a #cfe6f0
car 0.62 land #c83a34 #dce8ee #2c2c32
bus 0.85 land #d9482f #dfe9ee #2c2c32
truck 0.85 land #3f6f9a #dfe6ea #2c2c32
van 0.8 land #4f9a9a #f2eee4 #2c2c32
train 0.9 land #3f5f8a #e6d2a0 #2c2c32
tram 0.9 land #c8983a #f2ead8 #2c2c32
bicycle 0.6 land #2f6f7a #2c2c32 #8a5a34
motorcycle 0.62 land #b0302c #2c2c32 #a8a8b0
tractor 0.85 land #4a8a3c #e6c23c #2c2c32
airplane 0.55 sky #eef1f4 #c83a34 #5a6a7a
plane 0.55 sky #eef1f4 #c83a34 #5a6a7a
helicopter 0.55 sky #d9542f #dfe9ee #33363c
hot-air-balloon 1.1 sky #d9482f #f2c84c #8a5a34
balloon 0.45 sky #e0485a #f9d2d2 #8a2a34
kite 0.4 sky #e0485a #f2c23c #3f6fa8
rocket 1.2 sky #f2f0ea #d9402f #5a6a7a
ufo 0.45 sky #9aa8b0 #a8e0b0 #5a6a70
cloud 0.4 sky #fbfcfd #d3dde6 #b0bccb
moon 0.45 sky #f7eec8 #d9cc9a #e9dca8
sun 0.45 sky #f7c23c #f79a2c #fbe28a
star 0.35 sky #f7cf4c #fbe89a #d99a2c
planet 0.7 sky #c88a5a #e6c89a #8a5a3c
rainbow 0.9 sky #e0485a #f2c23c #3f8fc8
bottle 0.62 hand #3f6f4a #e9dfc4 #a8543a
wine-glass 0.5 hand #8a2038 #e6eef0 #d9e6ea
beer 0.42 hand #e6a82c #fbf3e0 #d9e6ea
cup 0.32 hand #e9ded0 #6a4028 #b0523a
mug 0.34 hand #c8553a #5a3a28 #f2e6d4
teacup 0.28 hand #f4efe6 #8a5a34 #5a86b0
teapot 0.42 hand #5a86a0 #f2ead8 #c88a3a
vase 0.55 hand #4a7a9a #f0e6d2 #b0523a
bowl 0.3 hand #d9c8ac #8a6a4a #b0523a
candle 0.45 hand #f4ead2 #f7b23c #8a6a4a
apple 0.26 hand #c8302f #6a4a2c #6fa04a
orange 0.25 hand #f08a24 #5f8a3c #fbd08a
lemon 0.2 hand #f4d03c #6fa04a #fbf0a0
pear 0.32 hand #b8bf4a #6a4a2c #e0d27a
banana 0.3 hand #f2cb3c #8a6a2c #fbe89a
strawberry 0.2 hand #d92f38 #4f8a3c #f9dc8a
cherry 0.2 hand #b81f34 #4f8a3c #6a4a2c
grapes 0.3 hand #6a3a7a #5f8a3c #a87ab8
watermelon 0.35 hand #d9424a #3f7a3f #1f2a20
pineapple 0.45 hand #e0a832 #4f8a3c #8a5a24
avocado 0.25 hand #5f7a34 #d9dd8a #7a4a2c
pumpkin 0.4 hand #e07a24 #5f7a34 #a84f1a
carrot 0.3 hand #ee7a2c #4f9a3c #b0561a
tomato 0.22 hand #d9342c #4f8a3c #f2a08a
egg 0.2 hand #f4ead8 #f0b52c #d9c8b0
bread 0.3 hand #c88a48 #f0d8a8 #8a5a2c
cake 0.4 hand #f6e6d2 #d9627a #8a5232
pizza 0.4 hand #eec05a #c8402f #b07a3a
burger 0.34 hand #d0914a #6f9a3c #7a4228
hamburger 0.34 hand #d0914a #6f9a3c #7a4228
book 0.32 hand #a83a3a #f7efdc #d9b24a
books 0.36 hand #3f6a8a #f7efdc #b0483a
lamp 0.6 hand #e0b86a #5a4a3c #fbeec0
clock 0.5 hand #f4efe2 #5a4030 #2c2c30
guitar 0.8 hand #b8702f #4a2f20 #ecd29a
violin 0.6 hand #a0522a #3a241a #e6c88a
piano 0.9 land #26262b #f6f2ea #8a5a34
trumpet 0.4 hand #e0b03c #a8782c #fbe49a
drum 0.5 hand #c83a34 #f2ead8 #d9b24a
umbrella 0.7 hand #c8383f #f2d2a8 #4a3a34
hat 0.3 hand #7a5a3c #3f2f28 #d9c29a
crown 0.3 hand #f0c03c #c8303a #4a7fc8
sword 0.7 hand #c2cad2 #8a6a3a #5a4030
shield 0.6 hand #a83a3a #d9b24a #5a4030
key 0.35 hand #d9a83c #a8782c #f7dc8a
chair 0.75 land #9a6238 #d9bc8a #5a3a24
armchair 0.8 land #a8503f #d98a6a #5a3424
sofa 0.75 land #4f7a7a #8fb5ae #4a3426
table 0.62 land #9a6a40 #c89a64 #5a3c26
bed 0.8 land #5a7aa0 #f4eee0 #7a5236
bench 0.55 land #8a6240 #5a5a60 #5a3c26
fire 0.6 land #f07a24 #f7cf4c #c8302a
campfire 0.5 land #f07a24 #f7cf4c #6a4a34
heart 0.5 hand #d9304a #f2a0a8 #8a1a2c
skull 0.45 hand #f1ead8 #3a3630 #b8ae98
wall 1.1 land #b5654a #8a4a38 #d9c8b0
building 2.2 land #8f9aa8 #4a5a70 #c8c0b0
skyscraper 2.2 land #8f9aa8 #4a5a70 #c8c0b0
glasses 0.25 hand #2c2c32 #dbe8ee #8a8a90
sunglasses 0.25 hand #2a2a30 #5a6a7a #8a8a90
box 0.5 hand #c89a62 #e6cfa0 #8a6a40
cup-water 0.4 hand #d9e6ea #8fc0d9 #e6f0f2
door 1.2 land #8a4a34 #efe6d4 #5a3424
window 0.9 wall #f2ece0 #cfe2e8 #8a7a68
shirt 0.5 hand #4f7fa8 #f2ead8 #2f4a64
tie 0.5 hand #a83a3a #e0b84a #5a2024
bow-tie 0.25 hand #b8303a #f2d0a8 #5a2024
television 0.6 hand #2a2c32 #5a7a94 #8a8a90
rock 0.45 land #9a948c #c2bab0 #5a5650
mountain 2.0 land #7a8498 #f6f6f4 #4a5468
volcano 2.0 land #6a5450 #f0622a #3a2e30
street-lamp 1.6 land #33363c #ffd98a #1f2226
lantern 0.4 hand #c83a2f #ffd98a #4a2a22
gift 0.4 hand #c8383f #f2d27a #8a1f2a
ball 0.3 hand #d9482f #f4ead8 #8a2a20
circle 0.8 hand #d9482f #f2c84c #3f6f9a
square 0.8 hand #3f6f9a #f2c84c #d9482f
triangle 0.8 hand #f0b52c #d9482f #3f6f9a
"""


@lru_cache(maxsize=1)
def _table() -> dict[str, Nature]:
    table: dict[str, Nature] = {}
    for row in _LINES.strip().splitlines():
        name, stature, habitat, *colours = row.split()
        table[name] = Nature(float(stature), habitat, tuple(colours))
    return table


_KIN = {  # the last word of a compound name often says what it is: "fruit-pineapple", "sail-boat"
    "dove": "bird",
    "crow": "crow",
    "fish": "fish",
    "hippo": "hippo",
    "kiwi-bird": "bird",
    "cat": "cat",
    "user": "person",
    "account": "person",
    "human": "person",
    "face": "person",
    "food": "burger",
    "fruit": "apple",
    "glass": "wine-glass",
    "mug": "mug",
    "weather": "cloud",
    "home": "house",
    "city": "tower",
    "building": "tower",
    "sofa": "sofa",
    "plane": "plane",
    "truck": "truck",
    "bus": "bus",
    "train": "train",
    "ferry": "ship",
    "sailboat": "sail-boat",
    "tree": "tree",
    "flower": "flower",
    "lightbulb": "lamp",
}


def nature_of(shape: str) -> Nature:
    """What a shape is by nature; for a name outside the table a considered colour by its name alone."""
    table = _table()
    if shape in table:
        return table[shape]
    for word in (*reversed(shape.split("-")), shape.split("-")[0]):
        kin = word if word in table else _KIN.get(word)
        if kin in table:
            return table[kin]
    return Nature(0.62, "hand", _named_colours(shape))


def _named_colours(shape: str) -> tuple[str, ...]:
    chance = Chance("colour of", shape)
    hue = chance.pick((25.0, 45.0, 75.0, 140.0, 195.0, 235.0, 265.0, 350.0))
    picked = from_lch(0.56, 0.12, hue), from_lch(0.88, 0.05, hue + 40), from_lch(0.33, 0.06, hue)
    return tuple("#" + "".join(f"{round(x * 255):02x}" for x in rgb(c)) for c in picked)
