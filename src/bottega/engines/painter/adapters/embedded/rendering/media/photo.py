"""The photograph: depth of field, bloom, a soft vignette and the grain of film."""

from ..marks import Mark, Role, draw_mark
from ..raster import Canvas, Pixels, Sheet, noise_tile, program, shader_of, shift_of
from .washes import softened

_FILM = """
uniform shader sharp; uniform shader far; uniform shader bloom; uniform shader grain; uniform shader cloud;
uniform float k; uniform float2 at; uniform float2 size;
half4 main(float2 p) {
  float2 q = p / k + at;
  half4 s = sharp.eval(p);
  half4 c = cloud.eval(q * 2.2), g = grain.eval(q * 1.3);
  half3 behind = far.eval(p).rgb;
  half3 a = behind * (1.0 - s.a) + s.rgb;
  a *= 0.95 + 0.10 * c.r;
  half3 b = bloom.eval(p).rgb;
  a = a + max(b - 0.62, 0.0) * 0.55;
  float2 m = p / size - 0.5;
  a *= 1.06 - 0.62 * dot(m, m);
  half l = dot(a, half3(0.3, 0.59, 0.11));
  a = mix(a, a * a * (3.0 - 2.0 * a), 0.45);
  a = mix(a, half3(l) * half3(0.96, 1.0, 1.05), 0.10 * smoothstep(0.4, 0.0, l));
  a += (g.r - 0.5) * 0.055 * (1.0 - 0.5 * l);
  return half4(clamp(a + half3(0.012, 0.010, 0.016), 0.0, 1.0), 1.0);
}
"""


def photo(sheet: Sheet) -> Pixels:
    """The subject in focus, the distance out of it."""
    first = next(
        (i for i, mark in enumerate(sheet.drawing.marks) if _in_focus(mark)), len(sheet.drawing.marks)
    )
    behind, before = Canvas(sheet), Canvas(sheet)
    for i, mark in enumerate(sheet.drawing.marks):
        draw_mark((before if i >= first else behind).skia, mark)
    art, front = behind.image(), before.image()
    whole = Canvas(sheet)
    whole.skia.resetMatrix()
    whole.skia.drawImage(art, 0, 0)
    whole.skia.drawImage(front, 0, 0)
    radius = 9.0 if first < len(sheet.drawing.marks) else 2.0
    images = {
        "sharp": front,
        "far": softened(sheet, art, radius),
        "bloom": softened(sheet, whole.image(), 26.0),
        "grain": shader_of(noise_tile("grain"), tiled=True),
        "cloud": shader_of(noise_tile("cloud"), tiled=True),
    }
    result = Canvas(sheet)
    size = (float(sheet.width), float(sheet.height))
    result.shade(program(_FILM, images, k=sheet.scale, at=shift_of(sheet), size=size))
    return result.pixels


def _in_focus(mark: Mark) -> bool:
    return mark.subject or (mark.role is Role.SHADE and mark.key.endswith("-shadow"))
