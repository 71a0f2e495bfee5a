"""Add organisers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Say what is true of the tables after this step."""
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        info={"append_only": True},
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_subject"), ["subject"], unique=False)

    op.create_table(
        "organisations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="1",
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_table(
        "audit_salts",
        sa.Column(
            "account",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_audit_salts_account")),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_audit_salts")),
    )
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "programme",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column("account", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("picture", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("moment", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed", sa.Integer(), nullable=True),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("origin", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("freezer", sa.Text(), nullable=True),
        sa.Column("round", sa.Integer(), server_default="1", nullable=False),
        sa.Column("retries", sa.Text(), nullable=True),
        sa.Column("observed", sa.Text(), server_default="{}", nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state = 'draft' or state = 'checked' or state = 'scheduled' or state = 'freezing' or state = 'sending' or state = 'paused' or state = 'done' or state = 'cancelled'",
            name=op.f("ck_broadcasts_state"),
        ),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_broadcasts_account")),
        sa.ForeignKeyConstraint(["origin"], ["broadcasts.id"], name=op.f("fk_broadcasts_origin")),
        sa.ForeignKeyConstraint(["picture"], ["media.id"], name=op.f("fk_broadcasts_picture")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
    )
    with op.batch_alter_table("broadcasts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_broadcasts_ended_at"), ["ended_at"], unique=False)
        batch_op.create_index(
            "ix_broadcasts_going",
            ["state"],
            unique=False,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )

    op.create_table(
        "measures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'block') = (until is not null)", name=op.f("ck_measures_until")),
        sa.CheckConstraint("kind = 'warning' or kind = 'block'", name=op.f("ck_measures_kind")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_measures_decided_by")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_measures_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
    )
    with op.batch_alter_table("measures", schema=None) as batch_op:
        batch_op.create_index(
            "ix_measures_appealed",
            ["appealed_at"],
            unique=False,
            sqlite_where=sa.text("appealed_at is not null and answered_at is null"),
            postgresql_where=sa.text("appealed_at is not null and answered_at is null"),
        )
        batch_op.create_index(batch_op.f("ix_measures_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_measures_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_measures_person_until"), ["person", "until"], unique=False)

    op.create_table(
        "offers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("giver", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "programme",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column(
            "organisation",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("taker", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["giver"], ["accounts.id"], name=op.f("fk_offers_giver")),
        sa.ForeignKeyConstraint(["taker"], ["accounts.id"], name=op.f("fk_offers_taker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("code", name=op.f("uq_offers_code")),
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offers_giver"), ["giver"], unique=False)
        batch_op.create_index(batch_op.f("ix_offers_taker"), ["taker"], unique=False)
        batch_op.create_index(batch_op.f("ix_offers_until"), ["until"], unique=False)

    op.create_table(
        "roles",
        sa.Column(
            "account",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "programme",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "organisation",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_roles_account")),
        sa.PrimaryKeyConstraint("account", "role", "programme", "organisation", name=op.f("pk_roles")),
    )
    with op.batch_alter_table("roles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roles_role"), ["role"], unique=False)

    op.create_table(
        "commitments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("idea", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("owner", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "state = 'open' or state = 'kept' or state = 'dropped'", name=op.f("ck_commitments_state")
        ),
        sa.ForeignKeyConstraint(["idea"], ["ideas.id"], name=op.f("fk_commitments_idea")),
        sa.ForeignKeyConstraint(["owner"], ["accounts.id"], name=op.f("fk_commitments_owner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
    )
    with op.batch_alter_table("commitments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitments_idea_id"), ["idea", "id"], unique=False)
        batch_op.create_index(
            "ix_commitments_open",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(batch_op.f("ix_commitments_owner"), ["owner"], unique=False)

    op.create_table(
        "idea_questions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("idea", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_idea_questions_asked_by")),
        sa.ForeignKeyConstraint(["idea"], ["ideas.id"], name=op.f("fk_idea_questions_idea")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_questions")),
    )
    with op.batch_alter_table("idea_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idea_questions_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_questions_idea_id"), ["idea", "id"], unique=False)

    op.create_table(
        "official_answers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("idea", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column(
            "organisation",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["idea"], ["ideas.id"], name=op.f("fk_official_answers_idea")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_answers")),
    )
    with op.batch_alter_table("official_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_official_answers_idea_id"), ["idea", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_official_answers_organisation"), ["organisation"], unique=False)

    op.create_table(
        "presses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("broadcast", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("button", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["broadcast"], ["broadcasts.id"], name=op.f("fk_presses_broadcast")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_presses_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presses")),
        sa.UniqueConstraint("broadcast", "person", name=op.f("uq_presses_broadcast_person")),
    )
    with op.batch_alter_table("presses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presses_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_presses_person"), ["person"], unique=False)

    op.create_table(
        "recipients",
        sa.Column(
            "broadcast",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("round", sa.Integer(), server_default="1", nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state = 'waiting' or state = 'queued' or state = 'sent' or state = 'failed' or state = 'uncertain' or state = 'skipped' or state = 'cancelled'",
            name=op.f("ck_recipients_state"),
        ),
        sa.ForeignKeyConstraint(["broadcast"], ["broadcasts.id"], name=op.f("fk_recipients_broadcast")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_recipients_person")),
        sa.PrimaryKeyConstraint("broadcast", "place", name=op.f("pk_recipients")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("recipients", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recipients_broadcast_state_platform_not_before_place"),
            ["broadcast", "state", "platform", "not_before", "place"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_recipients_person_broadcast"), ["person", "broadcast"], unique=True
        )

    op.create_table(
        "threads",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("account", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("programme", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("broadcast", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_threads_account")),
        sa.ForeignKeyConstraint(["broadcast"], ["broadcasts.id"], name=op.f("fk_threads_broadcast")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_threads_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
    )
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_threads_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_threads_broadcast"), ["broadcast"], unique=False)
        batch_op.create_index(batch_op.f("ix_threads_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_threads_touched_at"), ["touched_at"], unique=False)
        batch_op.create_index(
            "ix_threads_waiting",
            ["waiting_since", "id"],
            unique=False,
            sqlite_where=sa.text("waiting_since is not null"),
            postgresql_where=sa.text("waiting_since is not null"),
        )

    op.create_table(
        "commitment_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("commitment", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment"], ["commitments.id"], name=op.f("fk_commitment_steps_commitment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_steps")),
    )
    with op.batch_alter_table("commitment_steps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_commitment_steps_commitment_id"), ["commitment", "id"], unique=False
        )

    op.create_table(
        "letters",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thread", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_organisers", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["thread"], ["threads.id"], name=op.f("fk_letters_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letters_thread"), ["thread"], unique=False)

    op.create_table(
        "outcomes",
        sa.Column(
            "answer",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "person",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("said = 'yes' or said = 'no' or said = 'unsure'", name=op.f("ck_outcomes_said")),
        sa.ForeignKeyConstraint(["answer"], ["official_answers.id"], name=op.f("fk_outcomes_answer")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_outcomes_person")),
        sa.PrimaryKeyConstraint("answer", "person", name=op.f("pk_outcomes")),
    )
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcomes_person"), ["person"], unique=False)

    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "programme",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "organisation",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("edits", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("questions", sa.Text(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("alerted", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("report", sa.Text(), server_default="{}", nullable=False))

    with op.batch_alter_table("happenings", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("about", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )

    with op.batch_alter_table("ideas", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status", sa.Text(), server_default="proposed", nullable=False))
        batch_op.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("merged_into", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_ideas_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index(
            "ix_ideas_screening",
            ["id"],
            unique=False,
            sqlite_where=sa.text("hidden_as = 'screening'"),
            postgresql_where=sa.text("hidden_as = 'screening'"),
        )
        batch_op.create_index(
            "ix_ideas_status",
            ["status", "id"],
            unique=False,
            sqlite_where=sa.text("hidden_at is null"),
            postgresql_where=sa.text("hidden_at is null"),
        )
        batch_op.create_index(
            "ix_ideas_unanswered",
            ["interest", "id"],
            unique=False,
            sqlite_where=sa.text("hidden_at is null and answered_at is null"),
            postgresql_where=sa.text("hidden_at is null and answered_at is null"),
        )

    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.Text(), nullable=True))

    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.Text(), nullable=True))

    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("template", sa.Text(), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(sa.Column("stages", sa.Text(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("topics", sa.Text(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("neighbourhoods", sa.Text(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("languages", sa.Text(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("edits", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(
            sa.Column("screens", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )
        batch_op.add_column(sa.Column("threshold", sa.Integer(), nullable=True))

    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replies", sa.Text(), server_default="[]", nullable=False))

    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "programme",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("edits", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("outcome", sa.Text(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("signed_by", sa.Text(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
