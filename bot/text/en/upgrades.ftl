# A running case takes up another version of its workflow.
upgrade-shown = { $looked ->
    [yes] Another version went live since you saw this one. Please look again.{"\u000A"}
   *[no] {""}
}<b>{ $ref }</b> works by { $template } version { $was }; live is version { $now }.{ $changes ->
    [none] {" "}Only its text is another.
   *[other] {" "}Between the two:
    { $changes }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more
}
    In this case: { $new ->
    [none] no new task
   *[other] new tasks { $new }
}{ $late ->
    [none] {""}
   *[other] , of which { $late } are late at once
}; { $withdrawn ->
    [none] nothing withdrawn
   *[other] withdrawn { $withdrawn }
}. What is done stays, and clocks that run keep their times.{ $again ->
    [none] {""}
   *[other] {"\u000A"}To be set again: { $again }.
}{ $alone ->
    [none] {""}
   *[other] {"\u000A"}No one here yet: { $alone }.
}
    To go on, type <c>!confirm { $code }</c> within 10 minutes.
case-upgraded = { $ref } works by { $template } version { $number } from now on.{ $new ->
    [none] {""}
   *[other] {" "}New tasks: { $new }.
}{ $withdrawn ->
    [none] {""}
   *[other] {" "}Withdrawn: { $withdrawn }.
} What is done stays.
up-to-date = { $ref } works by the live version of { $template } already, version { $number }. Nothing changed.
nothing-to-upgrade-to = No version of { $template } is live. { $ref } keeps the one it was opened with.
period-would-end = Not changed: task { $number } of { $ref } is a period that protects the person{ $until ->
    [none] {""}
   *[other] {" "}until { $until }
}, and the live version would end it or make it weaker. Please ask again once it is over.
needs-another-room = Not changed: the live version of { $template } has tasks for a support-only room, and { $ref } has none. A new case would have one: <c>case open { $template }</c> in your direct chat.
