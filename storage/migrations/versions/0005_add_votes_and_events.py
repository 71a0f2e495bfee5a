"""Add votes and events."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Say what is true of the tables after this step."""
    op.create_table(
        "erasures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("mark", "at", name=op.f("uq_erasures_mark_at")),
    )
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasures_at"), ["at"], unique=False)

    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("series", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("titles", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("spoken", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("most_guests", sa.Integer(), nullable=False),
        sa.Column("members_only", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_events_times")),
        sa.CheckConstraint("seats is null or seats > 0", name=op.f("ck_events_seats")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("uid", name=op.f("uq_events_uid")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_series"), ["series"], unique=False)

    op.create_table(
        "votes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("turnout", sa.Integer(), nullable=True),
        sa.CheckConstraint("(counted_at is null) = (turnout is null)", name=op.f("ck_votes_counted")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_votes_window")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes")),
    )
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_votes_closes_at"), ["closes_at"], unique=False)

    op.create_table(
        "awaited_results",
        sa.Column("vote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_awaited_results_person")),
        sa.ForeignKeyConstraint(["vote"], ["votes.id"], name=op.f("fk_awaited_results_vote")),
        sa.PrimaryKeyConstraint("vote", "person", name=op.f("pk_awaited_results")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("awaited_results", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_awaited_results_person"), ["person"], unique=False)

    op.create_table(
        "ballot_marks",
        sa.Column("vote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["vote"], ["votes.id"], name=op.f("fk_ballot_marks_vote")),
        sa.PrimaryKeyConstraint("vote", "key", name=op.f("pk_ballot_marks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballots",
        sa.Column("vote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["vote"], ["votes.id"], name=op.f("fk_ballots_vote")),
        sa.PrimaryKeyConstraint("vote", "key", name=op.f("pk_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "code_tries",
        sa.Column(
            "person",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_code_tries_person")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_code_tries")),
    )
    with op.batch_alter_table("code_tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_code_tries_since"), ["since"], unique=False)

    op.create_table(
        "event_feedback",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("score between 1 and 5", name=op.f("ck_event_feedback_score")),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f("fk_event_feedback_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_feedback")),
    )
    with op.batch_alter_table("event_feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_feedback_event"), ["event"], unique=False)

    op.create_table(
        "event_keys",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("event", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opens", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("opens = 'door' or opens = 'members'", name=op.f("ck_event_keys_opens")),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f("fk_event_keys_event")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_event_keys")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("event_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_keys_event"), ["event"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_keys_made_at"), ["made_at"], unique=False)

    op.create_table(
        "link_tries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_link_tries_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_tries")),
    )
    with op.batch_alter_table("link_tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_tries_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_tries_person_at"), ["person", "at"], unique=False)

    op.create_table(
        "listed_accounts",
        sa.Column("series", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("external", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["events.id"], name=op.f("fk_listed_accounts_series")),
        sa.PrimaryKeyConstraint("series", "platform", "external", name=op.f("pk_listed_accounts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "members",
        sa.Column("series", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_members_person")),
        sa.ForeignKeyConstraint(["series"], ["events.id"], name=op.f("fk_members_series")),
        sa.PrimaryKeyConstraint("series", "person", name=op.f("pk_members")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_members_person"), ["person"], unique=False)

    op.create_table(
        "mutes",
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_mutes_person")),
        sa.PrimaryKeyConstraint("person", "thing", name=op.f("pk_mutes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "nudges",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_nudges_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
    )
    with op.batch_alter_table("nudges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nudges_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_nudges_person_at"), ["person", "at"], unique=False)

    op.create_table(
        "rsvps",
        sa.Column("event", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("guests", sa.Integer(), server_default="0", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turn", sa.Integer(), server_default="0", nullable=False),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'offered') = (offered_until is not null)", name=op.f("ck_rsvps_offered")
        ),
        sa.CheckConstraint(
            "state = 'yes' or state = 'maybe' or state = 'no' or state = 'waiting' or state = 'offered' or state = 'missed'",
            name=op.f("ck_rsvps_state"),
        ),
        sa.CheckConstraint("guests >= 0", name=op.f("ck_rsvps_guests")),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f("fk_rsvps_event")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_rsvps_person")),
        sa.PrimaryKeyConstraint("event", "person", name=op.f("pk_rsvps")),
        sa.UniqueConstraint("code", name=op.f("uq_rsvps_code")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rsvps_event_state_turn"), ["event", "state", "turn"], unique=False
        )
        batch_op.create_index(
            "ix_rsvps_offered",
            ["event", "offered_until"],
            unique=False,
            sqlite_where=sa.text("state = 'offered'"),
            postgresql_where=sa.text("state = 'offered'"),
        )
        batch_op.create_index(batch_op.f("ix_rsvps_person_event"), ["person", "event"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("titles", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f("fk_sessions_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_event"), ["event"], unique=False)

    op.create_table(
        "tallies",
        sa.Column("vote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_tallies_count")),
        sa.ForeignKeyConstraint(["vote"], ["votes.id"], name=op.f("fk_tallies_vote")),
        sa.PrimaryKeyConstraint("vote", "choice", name=op.f("pk_tallies")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vote_cards",
        sa.Column("group", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("vote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outbox", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("shown", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name=op.f("fk_vote_cards_group")),
        sa.ForeignKeyConstraint(["vote"], ["votes.id"], name=op.f("fk_vote_cards_vote")),
        sa.PrimaryKeyConstraint("group", "vote", name=op.f("pk_vote_cards")),
    )
    with op.batch_alter_table("vote_cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vote_cards_vote"), ["vote"], unique=False)

    op.create_table(
        "vote_secrets",
        sa.Column(
            "vote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["vote"], ["votes.id"], name=op.f("fk_vote_secrets_vote")),
        sa.PrimaryKeyConstraint("vote", name=op.f("pk_vote_secrets")),
    )
    op.create_table(
        "voters",
        sa.Column("vote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_voters_person")),
        sa.ForeignKeyConstraint(["vote"], ["votes.id"], name=op.f("fk_voters_vote")),
        sa.PrimaryKeyConstraint("vote", "person", name=op.f("pk_voters")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("voters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voters_person"), ["person"], unique=False)

    op.create_table(
        "door_accounts",
        sa.Column("account", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_door_accounts_account")),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f("fk_door_accounts_event")),
        sa.PrimaryKeyConstraint("account", "event", name=op.f("pk_door_accounts")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("door_accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_door_accounts_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_door_accounts_event"), ["event"], unique=False)

    op.create_table(
        "links",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("showed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("typed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["showed"], ["accounts.id"], name=op.f("fk_links_showed")),
        sa.ForeignKeyConstraint(["typed"], ["accounts.id"], name=op.f("fk_links_typed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("code", name=op.f("uq_links_code")),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_links_showed"), ["showed"], unique=False)
        batch_op.create_index(batch_op.f("ix_links_typed"), ["typed"], unique=False)
        batch_op.create_index(batch_op.f("ix_links_until"), ["until"], unique=False)

    op.create_table(
        "picks",
        sa.Column("session", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_picks_person")),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name=op.f("fk_picks_session")),
        sa.PrimaryKeyConstraint("session", "person", name=op.f("pk_picks")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("picks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_picks_person"), ["person"], unique=False)

    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("preferred_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.alter_column("account", existing_type=sa.INTEGER(), nullable=True)

    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.alter_column("owner", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_media_owner"), ["owner"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("latest", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("separated_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("quiet", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("nudges", sa.Text(), server_default="{}", nullable=False))

    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.alter_column("person", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(
            "ix_reports_settled",
            ["settled_at"],
            unique=False,
            sqlite_where=sa.text("settled_at is not null"),
            postgresql_where=sa.text("settled_at is not null"),
        )
