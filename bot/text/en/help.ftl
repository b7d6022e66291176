# The pages of help.
help-line = <c>!{ $usage }</c> { $summary }
help-page = <b>What you can type here</b>
    { $commands ->
    [none] {""}
   *[other] { $commands }
    }
    { $others ->
    [none] <c>!help WORD</c> explains one.
   *[other] Also: { $others }. <c>!help WORD</c> explains one.
}
command-help = <c>!{ $usage }</c> · { $summary }
    For example <c>{ $example }</c>. Who: { $who }.{ $aliases ->
    [none] {""}
   *[other] {" "}Also typed: { $aliases }.
}{ $note ->
    [none] {""}
   *[other] {"\u000A"}{ $note }
}
no-help = There is no command <c>{ $typed }</c>. { $nearest ->
    [none] Try <c>!help</c>.
   *[other] Did you mean <c>!help { $nearest }</c>?
}
