package dev.hibi.dataset.audit;

/**
 * An image of an audit.
 *
 * @param split the name that its data set was given, such as "test"
 * @param index its place in that data set, from 0
 * @param name what messages call it, such as {@code test.zip!test/P_00001.jpg}
 * @param label its class
 */
public record AuditedImage(String split, long index, String name, String label) {}
