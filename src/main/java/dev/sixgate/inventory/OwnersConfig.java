package dev.sixgate.inventory;

import dev.sixgate.domainname.OwnerTags;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** By which tags people say what owns a domain: each {@code key=value}, or {@code key} for any value, whatever their case. */
@ConfigMapping(prefix = "sixgate.owners")
public interface OwnersConfig {

    /** The tags of Terraform's domains. */
    @WithDefault(OwnerTags.USUAL_TERRAFORM)
    List<String> terraformTags();

    /** The tags of Serverless Domain Manager's domains. */
    @WithDefault(OwnerTags.USUAL_SERVERLESS)
    List<String> serverlessTags();
}
