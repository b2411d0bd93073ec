/**
 * A KAMONOHASHI in this process: for unit tests of applications, and for work without a cluster.
 *
 * <pre>{@code
 * try (Emulator platform = Emulator.builder(folder).user("user").start()) {
 *   KamonohashiClient client =
 *       KamonohashiClient.builder(platform.uri()).login("user", platform.password()).build();
 *   ...
 * }
 * }</pre>
 *
 * <p>What it does not emulate, it answers with status 501. It behaves as the platform's server
 * does, with its peculiarities: {@link dev.hibi.emulator.Emulator} lists them.
 */
@NullMarked
package dev.hibi.emulator;

import org.jspecify.annotations.NullMarked;
