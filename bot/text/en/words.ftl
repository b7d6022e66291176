# When words were wrong: one line, what is wrong and the correct form.
too-long = Your message is longer than { $limit } characters, so I did not read it. One short line is enough: <c>!help</c>
one-at-a-time = One command in each message, please. Nothing was changed.
unknown-word = I don't know <c>{ $typed }</c>. { $suggestion ->
    [none] Try <c>!help</c>.
   *[other] Did you mean <c>!{ $suggestion }</c>?
}
needs-task = Which task? <c>!{ $usage }</c>, for example <c>{ $example }</c>.{ $open ->
    [none] {""}
   *[other] {" "}Open here: { $open }.
}
not-a-task-number = <c>{ $typed }</c> is not a task number. Try <c>{ $example }</c>.{ $open ->
    [none] {""}
   *[other] {" "}Open here: { $open }.
}
no-such-task = There is no task { $ref ->
    [none] { $number }
   *[other] { $ref }/{ $number }
} that you can see.{ $open ->
    [none] {""}
   *[other] {" "}Open here: { $open }.
}
missing-word = A word is missing: <c>!{ $usage }</c>, for example <c>{ $example }</c>.
too-many-words = I don't understand <c>{ $typed }</c> here. Nothing was changed. The form is <c>!{ $usage }</c>.
not-one-of = <c>{ $typed }</c> cannot stand here. One of: { $choices }.
not-a-number = <c>{ $typed }</c> is not a number. Try <c>{ $example }</c>.
bad-time = { $code ->
    [negative] <c>{ $typed }</c> is before now. Try <c>{ $hint }</c>.
    [zero] Zero is not a length of time. Try <c>{ $hint }</c>.
    [too-long] <c>{ $typed }</c> is too long. Try <c>{ $hint }</c>.
    [too-far] <c>{ $typed }</c> is too far away. Try <c>{ $hint }</c>.
    [decimal] Whole numbers only, please. Try <c>{ $hint }</c>.
    [digits] Please use the digits 0 to 9: <c>{ $hint }</c>.
    [no-unit] <c>{ $typed }</c> of what? Try <c>{ $hint }</c>, or minutes, days, working days: <c>30m</c> <c>2d</c> <c>3wd</c>.
    [unknown-unit] <c>{ $typed }</c> is not a length of time. Try <c>{ $hint }</c>; units are m, h, d, w, wd (working days) and wh.
    [past] <c>{ $typed }</c> is past. Try <c>{ $hint }</c>.
    [calendar-ends] I know working days and holidays until { $hint } only.
    [clock] There is no such time of day. Try <c>{ $hint }</c>.
    [no-such-day] There is no such day: <c>{ $typed }</c>. Try <c>{ $hint }</c> or <c>3wd</c>.
    [weekday] That day is not the weekday you wrote. Did you mean <c>{ $hint }</c>?
    [day-or-month] Is that a day or a month? Try <c>{ $hint }</c>.
   *[other] <c>{ $typed }</c> is not a time. Try <c>4h</c>, <c>3wd</c> or <c>fri 16:00</c>.
}
unknown-agency = I don't know the agency <c>{ $typed }</c>. { $nearest ->
    [none] { $here ->
        [none] {""}
       *[other] Known here: { $here }.
    }
   *[other] Did you mean <c>{ $nearest }</c>?
}
unknown-person = I don't know whom you mean by <c>{ $typed }</c>: { $mentioned ->
    [yes] they are not in my directory, or not of this task force.
   *[no] a person is picked from the list that your app shows after @.
}
one-person-only = Name one person at a time, please.
text-too-long = That text has { $length } characters; { $limit } are allowed. What matters belongs in your own system; give me its reference.
looks-personal = { $code ->
    [email] That looks like an e-mail address
    [phone] That looks like a phone number
    [birth-date] That looks like a date of birth
    [document] That looks like the number of a document
    [place] That looks like a place on a map
   *[street] That looks like an address
}; I did not keep it. Press and hold your message, then <b>Remove</b>. Others may have seen it. Keep it in your own system, give me its reference.
option-time = <b>{ $choice }</b> { $at }
option-agency = <b>{ $choice }</b> { $agency }
option-case = <b>{ $choice }</b> { $name }
choose-time = When exactly? Answer with a number.
    { $options ->
    [none] {""}
   *[other] { $options }
    }
choose-agency = { $unknown ->
    [none] {""}
   *[other] I don't know whom you mean by <c>{ $unknown }</c>: a person is picked from the list that your app shows after @.{" "}
}Which agency? Answer with a number.
    { $options ->
    [none] {""}
   *[other] { $options }
    }
choose-seat = You sit here for several agencies. Which one is this for? Answer with a number.
    { $options ->
    [none] {""}
   *[other] { $options }
    }
choose-case = Which case? Answer with a number.
    { $options ->
    [none] {""}
   *[other] { $options }
    }
not-an-option = <c>{ $typed }</c> is not one of the answers. Type { $last ->
    [1] 1
   *[other] a number from 1 to { $last }
}.
nothing-asked = I am not waiting for an answer from you, so nothing was changed. Please type the whole command, or <c>!help</c>.
