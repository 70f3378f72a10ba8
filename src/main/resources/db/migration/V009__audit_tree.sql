-- The Merkle tree over the numbered events (RFC 6962), and what the service has signed of it.

-- Full tiles only, so that nothing here ever changes: 256 hashes of one level of tiles (C2SP tlog-tiles). What is not full yet
-- is worked out of the leaves, or of the tiles of the level below.
CREATE TABLE audit_tile (
    level  smallint NOT NULL,
    tile   bigint   NOT NULL,
    hashes bytea    NOT NULL,
    CONSTRAINT audit_tile_pk PRIMARY KEY (level, tile),
    CONSTRAINT audit_tile_level_in_tree CHECK (level BETWEEN 0 AND 7),
    CONSTRAINT audit_tile_not_negative CHECK (tile >= 0),
    CONSTRAINT audit_tile_is_full CHECK (octet_length(hashes) = 8192)
);

-- How far the tree has grown, and its right edge: the roots of its perfect subtrees, the largest first.
CREATE TABLE audit_sealed (
    only_row boolean NOT NULL DEFAULT true,
    size     bigint  NOT NULL,
    edge     bytea   NOT NULL,
    CONSTRAINT audit_sealed_pk PRIMARY KEY (only_row),
    CONSTRAINT audit_sealed_has_one_row CHECK (only_row),
    CONSTRAINT audit_sealed_size_not_negative CHECK (size >= 0),
    CONSTRAINT audit_sealed_edge_fits_size CHECK (octet_length(edge) = 32 * bit_count(size::bit(64)))
);
INSERT INTO audit_sealed (size, edge) VALUES (0, '');

CREATE TABLE audit_checkpoint (
    size      bigint      NOT NULL,
    root      bytea       NOT NULL,
    -- C2SP signed-note: exactly as published.
    note      text        NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT audit_checkpoint_pk PRIMARY KEY (size),
    CONSTRAINT audit_checkpoint_root_is_sha256 CHECK (octet_length(root) = 32)
);

CREATE TRIGGER audit_tile_append_only BEFORE UPDATE OR DELETE ON audit_tile
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_rewrite();
CREATE TRIGGER audit_tile_no_truncate BEFORE TRUNCATE ON audit_tile
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_rewrite();
CREATE TRIGGER audit_checkpoint_append_only BEFORE UPDATE OR DELETE ON audit_checkpoint
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_rewrite();
CREATE TRIGGER audit_checkpoint_no_truncate BEFORE TRUNCATE ON audit_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_rewrite();
CREATE TRIGGER audit_sealed_only_grows BEFORE UPDATE OR DELETE ON audit_sealed
    FOR EACH ROW EXECUTE FUNCTION audit_tree_only_grows();
CREATE TRIGGER audit_sealed_no_truncate BEFORE TRUNCATE ON audit_sealed
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_rewrite();
ALTER TABLE audit_tile ENABLE ALWAYS TRIGGER audit_tile_append_only;
ALTER TABLE audit_tile ENABLE ALWAYS TRIGGER audit_tile_no_truncate;
ALTER TABLE audit_checkpoint ENABLE ALWAYS TRIGGER audit_checkpoint_append_only;
ALTER TABLE audit_checkpoint ENABLE ALWAYS TRIGGER audit_checkpoint_no_truncate;
ALTER TABLE audit_sealed ENABLE ALWAYS TRIGGER audit_sealed_only_grows;
ALTER TABLE audit_sealed ENABLE ALWAYS TRIGGER audit_sealed_no_truncate;

GRANT SELECT, INSERT ON audit_tile, audit_checkpoint TO ${runtime_role};
GRANT SELECT, UPDATE (size, edge) ON audit_sealed TO ${runtime_role};
