# A joint operation: when it is, what is not ready, that it goes, that it was called off. Counts only, never who.
local-time = { $place } { $at ->
    [none] (zone not in the directory)
   *[other] { $at }
}
gate-line = { $number ->
    [none] <b>?</b>
   *[other] <b>{ $number }</b>
} { $title }{ $place ->
    [none] {""}
   *[other] {" "}({ $place })
}{ $owner ->
    [none] {""}
   *[other] {" "}· { $owner }
}{ $field ->
    [none] { $state ->
        [open] {" "}· not done
       *[other] {" "}· { $state }
    }
   *[other] {" "}· <c>!set { $field } …</c> is missing
}
count-line = { $label } { $count }
operation-line = { $state ->
    [called_off] <b>Called off.</b> Support teams stand by until a lead releases them.
    [released] <b>Called off.</b> Support teams are released.
   *[other] <b>T-0</b> { $t0 ->
        [none] not set yet
       *[other] { $t0 }{ $left ->
            [none] {""}
           *[other] { $past ->
                [yes] , { $left } before this board
               *[no] , in { $left } from this board on
            }
        }
    } · { $state ->
        [go] <b>go</b>
       *[planned] gates { $green } of { $gates } green
    }
}
operation-status = { $ref } · { $state ->
    [called_off] <b>called off</b>{ $reason ->
        [none] {""}
       *[other] {" "}({ $reason })
    }; support teams stand by
    [released] <b>called off</b>{ $reason ->
        [none] {""}
       *[other] {" "}({ $reason })
    }; support teams are released
    [go] <b>go</b>
   *[planned] not yet go
} · gates { $green } of { $gates } green
    T-0: { $t0 ->
    [none] not set yet
   *[other] { $t0 }{ $left ->
        [none] {""}
       *[other] { $past ->
            [yes] , { $left } ago
           *[no] , in { $left }
        }
    }
}{ $local ->
    [none] {""}
   *[other] {"\u000A"}{ $local }
}{ $red ->
    [none] {""}
   *[other] {"\u000A"}Not green:{"\u000A"}{ $red }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more
}{ $counts ->
    [none] {""}
   *[other] {"\u000A"}Counts: { $counts }{ $counted ->
        [none] .
       *[other] {" "}(as of { $counted }).
    }
}
operation-ready = { $ref } · { $red ->
    [none] All { $gates } gates are green. A lead says: <c>!operation go</c>
   *[other] { $green } of { $gates } gates are green. Not green:{"\u000A"}{ $red }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }
}
no-operation = { $ref } is no joint operation. Nothing changed.
no-t0 = T-0 is not set yet. Nothing changed. <c>!set t0 2026-12-01 05:00</c>
already-go = { $ref } has its go already. Nothing changed.
was-called-off = { $ref } was called off. Nothing changed.
not-called-off = { $ref } was not called off: nobody is on standby. Nothing changed.
gates-are-red = Not yet: these gates are not green. Nothing changed.
    { $red ->
    [none] {""}
   *[other] { $red }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more: <c>!operation ready</c>
}
why-code = Please say why, by one of these words: { $codes ->
    [none] {""}
   *[other] { $codes }
}. For example <c>{ $example }</c>
confirm-go = These gates are not green:
    { $red ->
    [none] {""}
   *[other] { $red }
}{ $more ->
    [0] {""}
   *[other] {"\u000A"}and { $more } more
}
    To go all the same, type <c>!confirm { $code }</c> within 10 minutes. The committee and the leads will hear of it.
operation-goes = { $ref } · <b>Go.</b> T-0 is { $t0 }.{ $red ->
    [none] {""}
   *[other] {" "}Gates passed over: { $red }{ $reason ->
        [none] .
       *[other] {" "}({ $reason }).
    }
}
gates-passed-over = { $ref } · { $by } lets the operation go although { $count ->
    [1] one gate is not green
   *[other] { $count } gates are not green
} (reason: { $reason }).
operation-called-off = { $ref } · <b>The operation is called off</b> ({ $reason }), by { $by }. { $ended ->
    [0] No open task had to end.
    [1] One open task has ended.
   *[other] { $ended } open tasks have ended.
}{ $standby ->
    [0] {""}
   *[other] {" "}Support teams: please stand by until a lead releases you.
}
operation-released = { $ref } · Support teams are released, thank you.{ $ended ->
    [0] {""}
    [1] {" "}One task has ended.
   *[other] {" "}{ $ended } tasks have ended.
}
only-operation-leads = Only a lead, or the agency that leads the operation in a country, can call it off. Nothing changed.
