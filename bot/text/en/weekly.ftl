# The weekly report to the administrators.
roles-to-fill = { $template } ({ $force }: { $places ->
    [none] nowhere
   *[other] { $places }
}): no one for { $roles ->
    [none] a role
   *[other] { $roles }
}
levels-empty = { $force }: nobody on { $levels ->
    [none] a level
   *[other] { $levels }
} of the ladders
people-to-look-at = { $why ->
    [unanswered] Invited a week ago or more, no answer
    [never-seen] Never wrote to me from a device of their own
    [no-chat] No chat with me, so I cannot page them
    [silent] No sign of life for 90 days
   *[absence-over] An absence that is over still stands in the directory
}: { $people ->
    [none] nobody
   *[other] { $people }
}{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}
reviews-past = Past their review: { $templates ->
    [none] no procedure
   *[other] { $templates }
}. <c>!workflow show ID</c>
weekly-report = { $lines ->
    [none] As of { $day }: nothing is missing, everybody answers.
   *[other] To look at, as of { $day }:
    { $lines }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more
}
