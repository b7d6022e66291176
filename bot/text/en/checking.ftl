# what `workflow check` answers
template-finding = { $warning ->
    [yes] {""}
   *[no] <b>Stops it:</b>{" "}
}<b>{ $template }</b>{ $waits ->
    [yes] {" "}(waiting)
   *[no] {""}
}: { $what }. Then { $form }.
templates-checked = { $findings ->
    [none] { $count ->
        [one] It can be used as it is.
       *[other] All { $count } templates in use can be used as they are.
    }
   *[other] Worth a look:
    { $findings }{ $more ->
        [0] {""}
       *[other] {" "}
        … and { $more } more. <c>!workflow check ID</c> shows those of one template.
    }
}
