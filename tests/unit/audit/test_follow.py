"""Following the trail."""

from rolebridge.audit.events import Action, Event, Origin, Outcome
from rolebridge.audit.follow import Follower
from rolebridge.audit.trail import NumberedEvent


def numbers(events):
    return [numbered.number for numbered in events]


def make(now, *given):
    event = Event(now, Action.SIGN_IN, Outcome.SUCCESS, Origin("r"))
    return [NumberedEvent(number, event) for number in given]


def test_each_event_is_given_once(now):
    follower = Follower(3)
    assert follower.after_number == 3
    assert numbers(follower.take(make(now, 4, 5))) == [4, 5]
    assert numbers(follower.take(make(now, 4, 5, 6))) == [6]
    assert numbers(follower.take(make(now, 4, 5, 6))) == []


def test_an_event_that_appears_late_is_given_though_its_number_is_smaller(now):
    follower = Follower(3)
    follower.take(make(now, 5))
    assert follower.after_number < 4
    assert numbers(follower.take(make(now, 4, 5))) == [4]


def test_after_a_while_nothing_old_is_asked_for_again(now):
    follower = Follower(3)
    follower.take(make(now, 4, 5))
    for _ in range(20):
        follower.take([])
    assert follower.after_number == 5
    assert numbers(follower.take(make(now, 6))) == [6]
