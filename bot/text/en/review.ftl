# A workflow template in plain words, and what another version changes.
span-words = { $unit ->
    [m] { $amount ->
        [one] 1 minute
       *[other] { $amount } minutes
    }
    [h] { $amount ->
        [one] 1 hour
       *[other] { $amount } hours
    }
    [d] { $amount ->
        [one] 1 day
       *[other] { $amount } days
    }
    [w] { $amount ->
        [one] 1 week
       *[other] { $amount } weeks
    }
    [wd] { $amount ->
        [one] 1 working day
       *[other] { $amount } working days
    }
   *[wh] { $amount ->
        [one] 1 working hour
       *[other] { $amount } working hours
    }
}
listed = { $words ->
    [none] nothing
   *[other] { $words }
}
any-of = { $others ->
    [none] { $last }
   *[other] { $others } or { $last }
}
flag = { $yes ->
    [yes] yes
   *[no] no
}
quoted = { $text ->
    [none] nothing
   *[other] “{ $text }”
}
banner-words = “{ $text }”{ $sources ->
    [none] {""}
   *[other] { $unsure ->
        [yes] {" "}(to be confirmed: { $sources })
       *[no] {" "}({ $sources })
    }
}
places = { $places ->
    [none] any
   *[other] { $places }
}
day-words = { $day }
reviewer = { $who ->
    [none] every administrator
   *[other] { $who }
}
leads-join = { $how ->
    [yes] yes
    [no] no
   *[force] as the task force says
}
if-field = “{ $label }” is { $negated ->
    [yes] not{" "}
   *[no] {""}
}{ $values }
if-field-set = “{ $label }” is { $negated ->
    [yes] not set
   *[no] set
}
if-task = { $code }{ $title ->
    [none] {""}
   *[other] {" "}(“{ $title }”)
} { $results ->
    [none] { $negated ->
        [yes] has not ended
       *[no] has ended
    }
   *[other] { $negated ->
        [yes] ends other than with { $results }
       *[no] ends with { $results }
    }
}
if-case-in = the case is { $negated ->
    [yes] not{" "}
   *[no] {""}
}in { $places }
both = { $within ->
    [yes] both{" "}
   *[no] {""}
}{ $first } and { $second }
either = { $within ->
    [yes] either{" "}
   *[no] {""}
}{ $first } or { $second }
from = { $kind ->
    [opened] from opening
    [moment] from “{ $name }”
    [value] from “{ $name }” being { $value }
    [result] from the end of { $name } with { $value }
   *[end] from the end of { $name }
}
begins = { $anchors ->
    [none] nothing
   *[other] { $anchors }
}
always = always
case-priority = that of the case
basis-words = { $kind ->
    [rule] by law
    [guide] guidance
    [unconfirmed] to be confirmed
   *[default] this task force's own number
}{ $duty ->
    [none] {""}
    [rule] ; the duty itself is law
    [unconfirmed] ; the duty itself is to be confirmed
   *[guide] ; the duty itself is guidance
}{ $sources ->
    [none] {""}
   *[other] {" "}({ $sources })
}
number = { $clock ->
    [watch] { $span ->
        [none] { $until ->
            [none] no limit
           *[other] expected by “{ $until }”
        }
       *[other] expected within { $span }
    }
    [protected] { $span ->
        [none] protected
       *[other] protected for at least { $span }
    }
    [expiry] { $span ->
        [none] { $until ->
            [none] lapses
           *[other] lapses at “{ $until }”
        }
       *[other] lapses after { $span }
    }
    [scheduled] { $at_once ->
        [yes] by that time
       *[no] { $span } { $before ->
            [yes] before
           *[no] after
        }
    }
   *[deadline] { $at_once ->
        [yes] at once
       *[no] { $span ->
            [none] { $until ->
                [none] no limit
               *[other] by “{ $until }”
            }
           *[other] within { $span }
        }
    }
}{ $by_owner ->
    [yes] {" "}of the agency
   *[no] {""}
}{ $basis ->
    [none] {""}
   *[other] , { $basis }
}
again-later = every { $every } after the first { $after }
again = every { $every }{ $later ->
    [none] {""}
   *[other] , { $later }
}
renewable = { $most ->
    [0] as often as needed
    [one] once
   *[other] { $most } times
}{ $by ->
    [none] , until a date that is named then
   *[other] , by { $by } each time
}
remind-at = { $share ->
    [none] { $before } before
   *[other] at { $share } % of the time
}
reminders = { $own ->
    [yes] { $at ->
        [none] no reminders
       *[other] { $at }
    }
   *[no] those of its ladder
}
role-in-words = { $types ->
    [none] any agency
   *[other] { $types }
}{ $capability ->
    [none] {""}
   *[other] , that offers { $capability }
}{ $per ->
    [none] {""}
   *[other] , one for each of “{ $per }”
}{ $opener ->
    [yes] , the agency that opens the case if it fits
   *[no] {""}
}{ $lead ->
    [yes] , leads the case
   *[no] {""}
}{ $support ->
    [yes] , also in the support-only room
   *[no] {""}
}{ $optional ->
    [yes] , may be missing
   *[no] {""}
}{ $asked ->
    [needed] , invited when its first task begins
   *[opening] , invited at opening
}
field-in-words = “{ $label }”: { $kind ->
    [moment] a time
    [count] a whole number from { $least } to { $most }
    [codes] several of { $values_of ->
        [none] { $values }
       *[other] the { $values_of } of the directory
    }
   *[code] one of { $values_of ->
        [none] { $values }
       *[other] the { $values_of } of the directory
    }
}{ $by ->
    [none] {""}
   *[other] ; recorded by leads, { $by }
}
told-words = { $kind ->
    [owner] owner
    [deputy] its deputy
    [lead_agency] lead agency
    [task_force_lead] task force lead
   *[committee] committee
}
level-words = { $tell ->
    [none] nobody
   *[other] { $tell }
} { $after ->
    [none] at due
   *[other] { $after } after
}
ladder-words = tells { $levels }{ $remind ->
    [none] {""}
   *[other] ; reminds { $remind }
}{ $working_time ->
    [yes] ; in working hours
   *[no] {""}
}
sets = “{ $label }” becomes { $value ->
    [none] that time
   *[other] { $value }
}
moves = { $lane ->
    [support] support
   *[justice] justice
} goes on to { $stage }
tells = the leads are told
offers = the leads may open a linked case ({ $template })
happens = When { $when }: { $does ->
    [none] nothing
   *[other] { $does }
}.
task-line = <b>{ $code }</b> { $title } · { $owner }{ $per ->
    [none] {""}
   *[other] , one for each of “{ $per }”
} · { $begins ->
    [none] {""}
   *[other] { $begins }:{" "}
}{ $number }{ $again ->
    [none] {""}
   *[other] ; again { $again }
}{ $chase ->
    [none] {""}
   *[other] ; ask again every { $chase }
}{ $after ->
    [none] {""}
   *[other] {" "}· after { $after }
}{ $when ->
    [none] {""}
   *[other] {" "}· only if { $when }
}
task-in-full = { $line }{ $rule ->
    [none] {""}
   *[other] {"\u000A"}{ $rule }.
}{ $sources ->
    [none] {""}
   *[other] {"\u000A"}Source: { $sources }
}{ $contributes ->
    [none] {""}
   *[other] {"\u000A"}With: { $contributes }.
}{ $support ->
    [yes] {"\u000A"}Only in the support-only room.
   *[no] {""}
}{ $blocks ->
    [none] {""}
   *[other] {"\u000A"}Until its end nobody may be asked for: { $blocks }.
}{ $renewals ->
    [none] {""}
   *[other] {"\u000A"}May be renewed { $renewals }.
}{ $reminders ->
    [none] {""}
   *[other] {"\u000A"}Reminders: { $reminders }.
}{ $ladder ->
    [none] {""}
   *[other] {"\u000A"}When late it climbs the ladder of { $ladder }.
}{ $results ->
    [none] {""}
   *[other] {"\u000A"}It ends with: { $results }.
}{ $put_off ->
    [none] {""}
   *[other] {"\u000A"}Put off, not ended, by: { $put_off }.
}{ $asks ->
    [none] {""}
   *[other] {"\u000A"}Counts that it asks for: { $asks }.
}{ $gated ->
    [yes] {"\u000A"}The operation may only go when this is done{ $gate ->
        [none] {""}
       *[other] , if { $gate }
    }{ $green ->
        [none] {""}
       *[other] ; it must end with { $green }
    }.
   *[no] {""}
}{ $banner ->
    [none] {""}
   *[other] {"\u000A"}Always shown with it: { $banner }
}
workflow-head = { $title } · version { $version } · { $late ->
    [yes] <b>review was due { $review_by }</b>
   *[no] review by { $review_by }
}{ $owner ->
    [none] {""}
   *[other] {" "}({ $owner })
}{"\u000A"}{ $person ->
    [child] For a child
    [any] For adults and children
    [nobody] About no single person
   *[adult] For an adult
} in { $places ->
    [none] any jurisdiction
   *[other] { $places }{ $more_places ->
        [0] {""}
       *[other] {" "}and { $more_places } more
    }
} · a case begins at { $priority }{ $at_opening ->
    [none] {""}
   *[other] {"\u000A"}Invited at opening: { $at_opening }{ $later ->
        [none] .
       *[other] ; when needed: { $later }.
    }
}{ $asks ->
    [none] {""}
   *[other] {"\u000A"}Asked at opening: { $asks }.
}{ $banners ->
    [none] {""}
   *[other] {"\u000A"}Always on the board: { $banners }
}{ $events ->
    [0] {""}
   *[other] {"\u000A"}What happens by itself: <c>!workflow show { $id } events</c>
}
workflow-events = <b>{ $id }</b> · what happens by itself{ $events ->
    [none] : nothing.
   *[other] {"\u000A"}{ $events }
}
workflow-page = <b>{ $id }</b>{ $head ->
    [none] {""}
   *[other] {" "}· { $head }
}{ $tasks ->
    [none] {""}
   *[other] {"\u000A"}{ $tasks }
}{"\u000A"}{ $pages ->
    [one] One task whole: <c>!workflow show { $id } { $example }</c>
   *[other] Page { $page } of { $pages }. More: <c>!workflow show { $id } { $next }</c> · one task: <c>!workflow show { $id } { $example }</c>
}
workflow-line = <b>{ $id }</b> { $title } · version { $version } · { $places ->
    [none] any jurisdiction
   *[other] { $places }{ $more_places ->
        [0] {""}
       *[other] {" "}and { $more_places } more
    }
} · { $late ->
    [yes] <b>review was due { $review_by }</b>
   *[no] review by { $review_by }
}
workflow-list = { $lines ->
    [none] There is no workflow yet.
   *[other] { $lines }{"\u000A"}One whole: <c>!workflow show ID</c>{ $next ->
        [none] {""}
       *[other] {" "}· more: <c>!workflow list { $next }</c>
    }
}
no-such-workflow = There is no workflow <c>{ $typed }</c>. { $near ->
    [none] <c>!workflow list</c> names all.
   *[other] Did you mean <c>!workflow show { $near }</c>?
}
no-such-part = { $id } has no task and no page <c>{ $typed }</c>. { $pages ->
    [one] Try <c>!workflow show { $id }</c>.
   *[other] Its pages are 1 to { $pages }: <c>!workflow show { $id } 2</c>.
}
new-workflow = New: <b>{ $id }</b>, { $title }, { $tasks ->
    [one] 1 task
   *[other] { $tasks } tasks
}.
nothing-changes = Nothing changes for new cases.
task-comes = New task: { $line }
task-goes = { $loosened ->
    [yes] <b>Looser than the rule was</b>:{" "}
   *[no] {""}
}Task gone: <b>{ $code }</b> { $title }
task-changes = { $loosened ->
    [yes] <b>Looser than the rule was</b>:{" "}
   *[no] {""}
}<b>{ $code }</b> { $title }: { $what ->
    [title] title
    [owner] agency
    [contributes] who contributes
    [clock] kind of clock
    [begins] counted
    [number] time
    [basis] where its time comes from
    [blocks] what nobody may be asked for
    [renewals] renewals
    [again] comes again
    [depends] waits for
    [when] only if
    [gate] needed before an operation may go
    [gate_if] that it is needed before an operation, only if
    [green] results that let an operation go
    [results] results
    [put_off] results that put it off
    [asks] counts asked for
    [chase] asked again every
    [reminders] reminders
    [ladder] ladder
    [rule] rule in words
    [where] support-only room
    [per] one for each of
    [banner] line shown with it
   *[kind] kind
} was { $was }, is { $now }
loosened-rule = <b>Looser than the rule</b>: <b>{ $code }</b> { $title }: { $was } there, { $now } here. Reason: { $reason }
part-comes = New { $kind ->
    [role] role <b>{ $name }</b>
    [field] field <b>{ $name }</b>
    [ladder] ladder of its own for <b>{ $name }</b>
    [banner] line on the board
    [source] source <b>{ $name }</b>
    [stages] stages of <b>{ $name }</b>
   *[event] event
}: { $now }
part-goes = Gone: { $kind ->
    [role] role <b>{ $name }</b>
    [field] field <b>{ $name }</b>
    [ladder] ladder of its own for <b>{ $name }</b>
    [banner] line on the board
    [source] source <b>{ $name }</b>
    [stages] stages of <b>{ $name }</b>
   *[event] event
}, { $was }
part-changes = { $kind ->
    [role] Role <b>{ $name }</b>
    [field] Field <b>{ $name }</b>
    [ladder] Ladder for <b>{ $name }</b>
    [source] Source <b>{ $name }</b>
    [stages] Stages of <b>{ $name }</b>
    [banner] Line on the board
    [title] Title
    [owner] Who reviews it
    [review_by] Review by
    [jurisdictions] Jurisdictions
    [priority] Priority of a new case
    [person] Whom it is about
    [support] A support template
    [networked] Leads join each room
    [abstract] Only to be extended
    [extends] Extends
   *[ask] Asked at opening
}: was { $was }, is { $now }
