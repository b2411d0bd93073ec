/**
 * Files on their way to the platform and from it: {@link dev.hibi.client.transfer.DataUpload},
 * {@link dev.hibi.client.transfer.Downloads}, and a look at files that a job is still writing. They
 * go to the storage itself, in parts, several at a time, and go on where they were cut off.
 */
@NullMarked
package dev.hibi.client.transfer;

import org.jspecify.annotations.NullMarked;
