package dev.sixgate.audit.personal;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** By what the keys of people are encrypted, so that a copy of the database alone does not tell who they are. */
@ConfigMapping(prefix = "sixgate.audit")
public interface PersonalConfig {

    /** 32 bytes in base64, or the path of a file with them; left out: people's keys lie in the database as they are. */
    Optional<String> personalDataKey();
}
