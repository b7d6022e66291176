"""What may stand in a template, key by key: what each is for, and a correct form. The JSON schema is made of this."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from config.fields import (
    Day,
    Flag,
    Id,
    Kind,
    Once,
    PriorityName,
    SpanText,
    TaskCode,
    Text,
    User,
    Whole,
    Word,
    one_of,
    word_of,
    words,
)
from config.shapes import Shape
from config.template_fields import (
    AgencyType,
    AnchorText,
    ConditionText,
    DueText,
    Gate,
    Name,
    OffsetText,
    PlaceOrAny,
    RemindText,
    RenewalText,
    SetTo,
    Values,
    Version,
    as_banner,
    as_list,
)
from workflows.language.template import OPENED, Basis, RoleAsked
from workflows.values.model import ClockKind, Where

ClockName = Annotated[ClockKind, BeforeValidator(one_of(ClockKind))]
WhereName = Annotated[Where, BeforeValidator(one_of(Where))]
BasisName = Annotated[Basis, BeforeValidator(one_of(Basis))]
AskedName = Annotated[RoleAsked, BeforeValidator(one_of(RoleAsked))]
PersonKind = Annotated[str, word_of(("adult", "child", "any", "none")), words(("adult", "child", "any", "none"))]
Structure = Annotated[str, word_of(("networked", "centralised")), words(("networked", "centralised"))]
CountedBy = Annotated[str, word_of(("jurisdiction", "owner")), words(("jurisdiction", "owner"))]
Told = Annotated[str, word_of(("lead",)), words(("lead",))]
Duty = Annotated[Basis, word_of((Basis.RULE, Basis.GUIDE)), words((Basis.RULE, Basis.GUIDE))]
ALONE = "alone"  # a mark for the schema
ONE_OR_MANY = BeforeValidator(as_list)


def key(about: str, form: str, *, alone: bool = False, **more: Any) -> Any:
    """A key: what it is for in plain words, and a correct form as it stands in YAML.

    `alone`: one value may stand there without the brackets of a list.
    """
    return Field(description=about, examples=[form], json_schema_extra={ALONE: True} if alone else None, **more)


class RoleShape(Shape):
    """A part that an agency plays in a case."""

    types: Once[AgencyType] = key("Types of agency that may fill it, best first. None: any.", "[police]", default=())
    capability: Word | None = key("What the agency has to be able to do.", "interpreting", default=None)
    where: WhereName = key("`support`: its people also sit in the support-only room.", "joint", default=Where.JOINT)
    opener: Flag = key("Filled by the agency that opens the case, if its type fits.", "true", default=False)
    lead: Flag = key("This role's agency leads the case. One role does.", "true", default=False)
    optional: Flag = key("Not named as missing where nobody fills it.", "true", default=False)
    asked: AskedName | None = key(
        "When its agency is invited: at the `opening`, or when `needed`, which is when its first task begins.",
        "opening",
        default=None,
    )
    per: Word | None = key("One agency for each value of this field.", "countries", default=None)


class FieldShape(Shape):
    """Something coded that people set while a case runs: codes, a time, or a count. Never text, never a name."""

    label: Text = key("What it is called on the board.", "Reasonable grounds decision")
    values: Values | None = key(
        "What it may be. `jurisdictions`, `languages`: those of the directory.", "[positive, negative]", default=None
    )
    many: Flag = key("Several of the values at once.", "true", default=False)
    moment: Flag = key("It is a time.", "true", default=False)
    least: Whole | None = key("It is a count, from here on.", "0", default=None)
    most: Whole | None = key("It is a count, up to here.", "9", default=None)
    set_by: Once[Word] = key("The roles that may set it, besides leads. None: any member.", "[case_lead]", default=())


class RenewalsShape(Shape):
    """How what lapses may be renewed."""

    most: Whole | None = key("How often. Left out: without a limit.", "1", default=None)
    by: RenewalText = key("For how long each time. `asked`: whoever renews it says until when.", "30d")


class TaskShape(Shape):
    """One row of the protocol."""

    id: TaskCode = key("Its id in this template: a capital letter, a number, perhaps a small letter.", "N4")
    title: Text = key("What is to be done, as a request. No name.", "Explain the referral; record the decision")
    owner: Word = key("The role that is accountable.", "first_responder")
    contributes: Once[Word] = key("The roles that contribute.", "[victim_support]", default=(), alias="with")
    kind: Kind = key("What kind of task it is: one that the bot knows, or a word of your own.", "consent")
    clock: ClockName = key(
        "`deadline`: the owner must act. `watch`: an outside authority should act. `protected`: a least period in the "
        "person's favour. `expiry`: something lapses. `scheduled`: so long before or after a moment.",
        "deadline",
    )
    anchors: Annotated[list[AnchorText], ONE_OR_MANY] = key(
        "What its clock counts from: `opened`, a field, a field at a value, a task's end, a task with a result. Of "
        "several, the latest that is known.",
        "opened",
        alone=True,
        default=(OPENED,),
        alias="from",
        min_length=1,
    )
    due: DueText | None = key(
        "How long there is. `m h d w` by the calendar, `wd wh` working time.", "24h", default=None
    )
    least: SpanText | None = key("Protected: the least length.", "30d", default=None, alias="min")
    blocks: Once[Kind] = key("Protected: the kinds of task that nobody asks for.", "[statement]", default=())
    lasts: SpanText | None = key("Expiry: after how long it lapses.", "90d", default=None)
    until: Word | None = key("A field that holds the time at which it is due, or ends.", "jit_ends", default=None)
    renewals: RenewalsShape | None = key("Expiry: how it may be renewed.", "{most: 1, by: 30d}", default=None)
    counted_by: CountedBy | None = key(
        "Whose working days and hours count: those of the `jurisdiction`, or of the `owner` agency.",
        "owner",
        default=None,
    )
    offset: OffsetText | None = key("Scheduled: so long before (-) or after (+) the moment.", "-21d", default=None)
    every: SpanText | None = key("When it is done it comes again, so long after it was due.", "7d", default=None)
    then_every: SpanText | None = key("It comes again after this instead, later on.", "24h", default=None)
    then_after: SpanText | None = key("From when on `then_every` counts.", "24h", default=None)
    depends: Once[TaskCode] = key("The tasks that must have ended before it begins.", "[N1]", default=())
    when: ConditionText | None = key("It is only there while this holds.", "N4 == yes", default=None)
    gate: Gate = key("Must be done before an operation may go; or only while a condition holds.", "true", default=False)
    green: Once[Word] = key("The results with which a gate counts. None: any.", "[go]", default=())
    results: Once[Word] = key("The words that `done` may carry.", "[yes, no]", default=())
    again: Once[Word] = key("The results that put it off instead of ending it.", "[needs_time]", default=())
    asks: Once[Word] = key("The counts that `done` may carry.", "[met]", default=())
    chase_every: SpanText | None = key("Watch: how often the owner is asked to chase.", "2wd", default=None)
    remind: list[RemindText] | None = key(
        "Reminders: a share of the time, or so long ahead. Left out: as the ladder says.", "[75%, 15m]", default=None
    )
    ladder: PriorityName | None = key("The ladder that it climbs. Left out: that of the case.", "P2", default=None)
    basis: BasisName = key(
        "Where the number comes from: law, guidance, or ourselves.", "default", default=Basis.DEFAULT
    )
    duty: Duty | None = key("Where the duty itself comes from, if only its number is our own.", "rule", default=None)
    rule_text: Text | None = key("What the rule is, in one plain sentence.", "Adult consent is required", default=None)
    source: Annotated[Once[Text], ONE_OR_MANY] = key("Its keys in `sources`.", "S01", alone=True, default=())
    where: WhereName | None = key("Who sees it. Left out: as its owner's role.", "support", default=None)
    per: Word | None = key("One task for each value of this field.", "countries", default=None)
    banner: Text | None = key("A line that is shown with it.", "Never used to bargain with", default=None)
    after: TaskCode | None = key("With `extends`: a new task stands after this one.", "R4", default=None)
    looser_because: Text | None = key(
        "With `extends`: why a number of a rule is longer here. It is recorded.", "Our own law says so", default=None
    )


class BannerShape(Shape):
    """A line that always stands on the board."""

    text: Text = key("The line.", "Age is presumed")
    source: Annotated[Once[Text], ONE_OR_MANY] = key("Its keys in `sources`.", "S46", alone=True, default=())


class StagesShape(Shape):
    """The stages of each lane in their order; a case begins at the first."""

    support: Once[Name] | None = key("Of the support lane.", "[intake, recovery, closed]", default=None, min_length=1)
    justice: Once[Name] | None = key("Of the justice lane.", "[intake, proceedings]", default=None, min_length=1)


class MovesShape(Shape):
    """To which stage a lane moves."""

    support: Name | None = key("The support lane.", "recovery", default=None)
    justice: Name | None = key("The justice lane.", "proceedings", default=None)


class EventShape(Shape):
    """Something that happens by itself each time its condition becomes true."""

    when: ConditionText = key("When it happens.", "N8 == positive")
    sets: dict[str, SetTo] = key(
        "Fields that it sets; a moment to `now`.", "{rg: positive}", default_factory=dict, alias="set"
    )
    stage: MovesShape | None = key("Where it moves a lane: only ever forward.", "{support: recovery}", default=None)
    tell: Told | None = key("`lead`: the leads are told.", "lead", default=None)
    offer: Annotated[Once[Id], ONE_OR_MANY] = key(
        "Templates of linked cases that a lead is offered to open.", "missing-child", alone=True, default=()
    )


class TemplateShape(Shape):
    """A protocol of a task force: who does what by when, and where each number comes from."""

    id: Id = key("Its name, for ever.", "uk-nrm-adult")
    version: Version = key("Grows with each change.", "1")
    title: Text = key("What it is for.", "Adult potential victim, National Referral Mechanism")
    owner: User | None = key(
        "The administrator who is asked to review it. Left out: all.", '"@adler:example.org"', default=None
    )
    review_by: Day = key("By when its rules have to be looked at again.", "2027-06-30")
    extends: Id | None = key("Another template: all of it, then what stands here.", "missing-child", default=None)
    without: Once[TaskCode] = key("With `extends`: tasks that are taken out.", "[X3, X4]", default=())
    abstract: Flag = key("Only to be extended, never opened.", "true", default=False)
    person: PersonKind = key("Whom it is about; `none`: about no single person.", "adult")
    support: Flag = key("It supports a person, so it has to offer all that a person needs.", "true")
    structure: Structure | None = key(
        "`centralised`: task force leads join each room. Left out: as the task force says.", "networked", default=None
    )
    jurisdictions: Once[PlaceOrAny] = key(
        'Where it may be opened: `US` covers `US-CA`; `["*"]`: anywhere.', "[GB-ENG, GB-WLS]", min_length=1
    )
    priority: PriorityName = key("Of a new case.", "P2")
    roles: dict[str, Any] = key("The parts that agencies play.", "{first_responder: {opener: true}}", min_length=1)
    stages: StagesShape | None = key("One or two lanes.", "{support: [intake, recovery]}", default=None)
    fields: dict[str, Any] = key("What people set.", "{minor: {label: Minor, values: [yes, no]}}", default_factory=dict)
    ask: Once[Word] = key("Fields that are asked for at opening.", "[discovered]", default=())
    banners: list[Annotated[BannerShape, BeforeValidator(as_banner)]] = key(
        "Lines that always stand on the board.", "[Age is presumed]", default=()
    )
    tasks: list[Any] = key(
        "The rows of the protocol.",
        "[{id: N1, title: Make the person safe, owner: police, kind: safety, clock: deadline, due: 1h}]",
        min_length=1,
    )
    ladders: dict[str, Any] = key(
        "Who is told when, instead of the directory's.",
        "{P1: {levels: [{after: 0h, tell: [owner]}]}}",
        default_factory=dict,
    )
    on: list[Any] = key("What happens by itself.", "[{when: N8 == positive, set: {rg: positive}}]", default=())
    sources: dict[str, Text] = key(
        "Where it can be read, with its mark: [A] read, [B] found, [C] background.",
        '{S01: "[A] where"}',
        default_factory=dict,
    )
