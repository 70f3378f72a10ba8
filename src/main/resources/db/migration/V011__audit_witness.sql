-- What witnesses said of the checkpoints (C2SP tlog-witness): that they cosigned one, or that the log is not the one they know.

CREATE TABLE audit_cosignature (
    origin      text        NOT NULL,
    size        bigint      NOT NULL,
    -- The key's name and id, as they stand in its verifier key: NAME+ID+KEY.
    witness     text        NOT NULL,
    key_id      text        NOT NULL,
    -- C2SP tlog-cosignature: as it stands under the checkpoint, without its line feed.
    line        text        NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT audit_cosignature_pk PRIMARY KEY (origin, size, witness, key_id),
    CONSTRAINT audit_cosignature_of_checkpoint FOREIGN KEY (origin, size)
        REFERENCES audit_checkpoint (origin, size),
    CONSTRAINT audit_cosignature_key_id_is_hex CHECK (key_id ~ '^[0-9a-f]{8}$'),
    CONSTRAINT audit_cosignature_is_one_line CHECK (line LIKE U&'\2014 %' AND position(E'\n' IN line) = 0)
);
CREATE INDEX audit_cosignature_by_witness ON audit_cosignature (origin, witness, key_id, size); -- from which size to prove

-- A witness that knows another log than ours: it has cosigned a larger one, or one that ours did not grow out of. Once for each
-- size that the witness stands at, however often it is asked again.
CREATE TABLE audit_witness_finding (
    origin       text        NOT NULL,
    witness      text        NOT NULL,
    key_id       text        NOT NULL,
    kind         text        NOT NULL,
    -- How large the log is that the witness knows, and our checkpoint that it refused.
    witness_size bigint      NOT NULL,
    size         bigint      NOT NULL,
    found_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT audit_witness_finding_pk PRIMARY KEY (origin, witness, key_id, kind, witness_size),
    CONSTRAINT audit_witness_finding_kind_known CHECK (kind IN ('ROLLED_BACK', 'FORKED')),
    CONSTRAINT audit_witness_finding_size_fits_kind CHECK (kind <> 'ROLLED_BACK' OR witness_size > size),
    CONSTRAINT audit_witness_finding_not_negative CHECK (witness_size >= 0 AND size >= 0),
    CONSTRAINT audit_witness_finding_key_id_is_hex CHECK (key_id ~ '^[0-9a-f]{8}$')
);

CREATE TRIGGER audit_cosignature_append_only BEFORE UPDATE OR DELETE ON audit_cosignature
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_rewrite();
CREATE TRIGGER audit_cosignature_no_truncate BEFORE TRUNCATE ON audit_cosignature
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_rewrite();
CREATE TRIGGER audit_witness_finding_append_only BEFORE UPDATE OR DELETE ON audit_witness_finding
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_rewrite();
CREATE TRIGGER audit_witness_finding_no_truncate BEFORE TRUNCATE ON audit_witness_finding
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_rewrite();
ALTER TABLE audit_cosignature ENABLE ALWAYS TRIGGER audit_cosignature_append_only;
ALTER TABLE audit_cosignature ENABLE ALWAYS TRIGGER audit_cosignature_no_truncate;
ALTER TABLE audit_witness_finding ENABLE ALWAYS TRIGGER audit_witness_finding_append_only;
ALTER TABLE audit_witness_finding ENABLE ALWAYS TRIGGER audit_witness_finding_no_truncate;

GRANT SELECT, INSERT ON audit_cosignature, audit_witness_finding TO ${runtime_role};
