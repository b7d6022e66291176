# Templates on their way to being live, files that administrators send, and reloading.
version-waits = <b>{ $template }</b> version { $number }, { $source ->
    [chat] sent by { $by ->
        [none] somebody who is no administrator now
       *[other] { $by }
    }
    [back] asked for again by { $by ->
        [none] somebody who is no administrator now
       *[other] { $by }
    }
   *[server] from a file on the server
} { $at }. Checked: no mistakes.{ $replaced ->
    [yes] {" "}The one that waited before is withdrawn.
   *[no] {""}
}{ $same-number ->
    [yes] {" "}The live one has the same number; only the code tells them apart.
   *[no] {""}
}{ $changes ->
    [none] { $is-new ->
        [yes] {"\u000A"}It is new.
       *[no] {"\u000A"}Nothing changes for new cases but its text.
    }
   *[other] {"\u000A"}For new cases:
    { $changes }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more
}{"\u000A"}{ $needs ->
    [1] { $by ->
        [none] One more administrator confirms
       *[other] An administrator other than { $by } confirms
    }
   *[2] Two administrators confirm
}: <c>!workflow confirm { $template } { $code }</c>. Not wanted: <c>!workflow withdraw { $template }</c>
versions-waiting = { $versions ->
    [none] No template waits. <c>!workflow history</c> lists what is live.
   *[other] { $versions }
}
confirmed-once = { $template } version { $number } is confirmed by { $by }. One more administrator types <c>!workflow confirm { $template } { $code }</c>
version-live = { $template } version { $number } is live, by { $first } and { $second }. New cases begin with it; those that run keep theirs. Wrong? <c>!workflow history { $template }</c>
version-withdrawn = { $template } version { $number } is withdrawn by { $by }. What is live stays.
version-line = <b>{ $number }</b> · { $state ->
    [pending] waits since
    [live] live since
    [past] was live from
   *[withdrawn] withdrawn
} { $at }{ $first ->
    [none] {""}
   *[other] {" "}· { $first }
}{ $second ->
    [none] {""}
   *[other] {" "}and { $second }
} · { $mark }
version-history = <b>{ $template }</b>{ $lines ->
    [none] : nothing yet
   *[other] , the newest first:
    { $lines }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } before
}
    An older one again: <c>!workflow rollback { $template } NUMBER</c>
template-line = <b>{ $template }</b> · { $live ->
    [none] never live
   *[other] { $live } live{ $since ->
        [none] {""}
       *[other] {" "}since { $since }
    }
}{ $waits ->
    [none] {""}
   *[other] {" "}· { $waits } waits
}
templates-history = { $lines ->
    [none] There is no template.
   *[other] { $lines }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more
}
nothing-waits = No version of { $template } waits.{ $others ->
    [none] {""}
   *[other] {" "}There is one of { $others }.
} Nothing changed.
no-such-version = { $template } never had a version { $typed }.{ $known ->
    [none] {" "}Only the live one is there.
   *[other] {" "}Before the live one there were { $known }.
}
which-version = Several versions of { $template } have this number. Name one by its mark{ $lines ->
    [none] .
   *[other] :
    { $lines }
}
another-has-to = { $alone ->
    [yes] Somebody else has to confirm it, and there is no other administrator. Name one in directory.yaml.
   *[no] Somebody else has to confirm it: nobody puts { $template } live alone.
} Nothing changed.
wrong-version-code = { $typed } is not the code of what waits of { $template }. <c>!workflow pending</c> shows it. Nothing changed.
look-again = Another version went live since you saw this one. Please look again:
    { $version }
live-already = { $template } version { $number } is live already. Nothing changed.
waits-already = This very content waits already.
    { $version }
review-due = The review of { $template } (version { $number }) was due { $by }. Please check it against its sources, then send a version with a new <c>review_by</c>.
opened-past-review = Please note: the review of { $template } was due { $by }. Its times may be out of date.
mistake-line = { $line }
file-refused = Not taken: { $count ->
    [1] 1 mistake
   *[other] { $count } mistakes
}. What is live stays.{ $lines ->
    [none] {""}
   *[other] {"\u000A"}{ $lines }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more
}
file-unusable = Not taken: { $why ->
    [too-large] the file is larger than { $limit } KB.
    [unreachable] I could not fetch the file from the homeserver. Please send it once more.
    [damaged] what I fetched is not what was sent. Please send it once more.
    [in-clear] the file is not encrypted. Please send it from a client that encrypts.
   *[not-here] please send templates in the administrators' room.
} Nothing changed.
reloaded = { $changes ->
    [none] The settings are read again; the directory is the same as before.
   *[other] The settings are read again.
    { $changes }
}{ $waiting ->
    [none] {""}
   *[other] {"\u000A"}Waiting for two administrators: { $waiting }. <c>!workflow pending</c> shows them.
}{ $known ->
    [none] {""}
   *[other] {"\u000A"}The files of { $known } say what was withdrawn or replaced, so they are left alone. <c>!workflow history</c>
}{ $restart ->
    [none] {""}
   *[other] {"\u000A"}Only after a restart: { $restart }.
}{ $misfits ->
    [none] {""}
   *[other] {"\u000A"}{ $misfits }
}
directory-misfits = The directory does not go with a template that is live. Cases go on; please mend one of the two.{ $lines ->
    [none] {""}
   *[other] {"\u000A"}{ $lines }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more
}
reload-refused = The settings have { $count ->
    [1] 1 mistake
   *[other] { $count } mistakes
}. Nothing changed; the old ones go on.{ $lines ->
    [none] {""}
   *[other] {"\u000A"}{ $lines }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more
}
