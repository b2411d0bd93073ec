/**
 * The calls of the platform, one interface for each group, as its users think of them, with the
 * records that they take and give. {@link dev.hibi.client.KamonohashiClient} makes the calls.
 *
 * <p>Every call may throw {@code KamonohashiException}. What an answer does not have is empty; a
 * number or a word of a later server is passed on as it is, or is {@code UNKNOWN}.
 *
 * <pre>{@code
 * client.data().stream(DataApi.Query.all().name(Filter.Text.contains("bridge")));
 * client.data().edit(5, DataApi.Edit.nothing().clearMemo());
 * }</pre>
 */
@NullMarked
package dev.hibi.client.api;

import org.jspecify.annotations.NullMarked;
