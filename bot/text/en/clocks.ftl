# Running clocks: periods that protect the person, what lapses and is renewed.
period-runs = <b>Recovery period until { $until ->
    [none] its end is known
   *[other] { $until }
}</b>: no { $kinds ->
    [none] { $last }
   *[other] { $kinds } or { $last }
} may be asked for (task { $number })
period-ended = Recovery period over since { $since }{ $lifted ->
    [yes] , as the person wished
   *[no] {""}
} (task { $number })
not-during-period = { $verb ->
    [add] Not added
    [take] Not taken
    [done] Not marked as done
    [chase] Not noted
    [reopen] Not opened again
    [block] Nothing changed
   *[give] Not given
}: no { $kind } may be asked for { $until ->
    [none] now
   *[other] before { $until }
} (recovery period). Only the person can choose otherwise, through their support provider; please do not ask them to.{ $told ->
    [yes] {" "}The lead has been told.
   *[no] {""}
}
period-attempt = { $ref }{ $task ->
    [none] {""}
   *[other] {" "}· task { $task }
} · recovery period{ $until ->
    [none] {""}
   *[other] {" "}until { $until }
}
    { $by ->
        [none] Somebody
       *[other] { $by }
    } tried to { $verb ->
        [add] add a task of this kind
        [take] take it
        [done] mark it as done
        [chase] note a chase
        [reopen] open it again
        [block] let it wait for somebody
       *[give] give it to somebody
    }: { $kind }. I did not do it. Please remind them why.
ends-by-itself = { $task } is the recovery period: it is nobody's task to do, and ends by itself{ $until ->
    [none] {""}
   *[other] {" "}on { $until }
}. Nothing changed.
only-longer = { $task } is the recovery period: its end can only be put later{ $until ->
    [none] {""}
   *[other] {" "}than { $until }
}. Nothing changed.
lifted = { $task }: noted that the person wishes otherwise. The recovery period is over.{ $free ->
    [none] {""}
   *[other] {" "}These may go on, at the person's pace: { $free }.
} Wrong? <c>!undo</c> until { $undo_until }.
lifted-for-leads = { $task } · the support provider says that the person wishes otherwise: the recovery period is over.
period-kept = That would end the recovery period{ $number ->
    [none] {""}
   *[other] {" "}(task { $number })
} early. Only the person's support provider can do that; a lead can, with a reason. Nothing changed.
period-cut = { $task } · the recovery period { $until ->
    [none] no longer runs
   *[other] ends earlier now, on { $until }
}: something that it hung on was changed{ $by ->
    [none] {""}
   *[other] {" "}by { $by }
}.{ $reason ->
    [none] {""}
   *[other] {" "}Reason: { $reason }
}
not-a-period = { $task } is no recovery period. Nothing changed.
period-not-running = { $task }: the recovery period is not running. Nothing changed.

renewed = { $task } is renewed until { $until }{ $most ->
    [none] {" "}(renewal { $count })
   *[other] {" "}(renewal { $count } of { $most })
}.{ $lapsed ->
    [none] {""}
   *[other] {" "}It had lapsed since { $lapsed }.
} Wrong? <c>!undo</c> until { $undo_until }.
nothing-to-renew = { $field ->
    [none] { $task } is nothing that lapses. Nothing changed.
   *[other] { $task } ends at a time that is set: <c>!set { $field } DATE</c>. Nothing changed.
}
cannot-be-renewed = { $most ->
    [0] { $task } cannot be renewed. Nothing changed.
    [1] { $task } can be renewed once only, and was. Nothing changed.
   *[other] { $task } can be renewed { $most } times, and was. Nothing changed.
}
renew-until-when = Renewed until when? <c>{ $example }</c>
renewed-too-long = { $task }: one renewal lasts until { $latest } at most. Nothing changed.
renewed-backwards = { $task } runs until { $until } already: a renewal ends after that. Nothing changed.
