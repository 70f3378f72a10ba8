package dev.sixgate.gateway;

import dev.sixgate.domainname.TargetName;

/** One account and Region that is governed here. */
public record Target(TargetName name, String account, String region) {}
