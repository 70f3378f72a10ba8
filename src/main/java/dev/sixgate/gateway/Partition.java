package dev.sixgate.gateway;

import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/** AWS's partitions: accounts, roles and ARNs of one mean nothing in another. */
final class Partition {
    private Partition() {}

    /** The partition that a Region is of, as ARNs write it: {@code aws}, {@code aws-cn}, {@code aws-us-gov} ... */
    static String of(String region) {
        return PartitionMetadata.of(Region.of(region)).id();
    }
}
