"""The alarm clock wakes the bot even where its metronome has stopped."""

from datetime import timedelta

from bot.service.clock import AlarmClock, Clocks


async def test_without_a_ring_it_is_looked_all_the_same() -> None:
    alarm = AlarmClock(Clocks(poll=timedelta(milliseconds=1)))  # never started
    await alarm.rung()
    await alarm.rung()
