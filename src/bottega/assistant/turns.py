"""Finding a turn of the talk as its owner; nobody else's is ever found."""

from bottega.people.models import Person
from bottega.studio.actions import NoSuchGeneration
from bottega.studio.models import Turn


def own_turn(person: Person, conversation_id: int, turn_id: int) -> Turn:
    """The row of one of the person's own turns. Raises NoSuchGeneration."""
    turn = (
        Turn.objects.filter(pk=turn_id, conversation_id=conversation_id, conversation__owner=person)
        .select_related("conversation")
        .first()
    )
    if turn is None:
        raise NoSuchGeneration("There is no such turn in this conversation.")
    return turn
