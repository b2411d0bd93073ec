/** KAMONOHASHI from Java. */
@NullMarked
package dev.hibi.client;

import org.jspecify.annotations.NullMarked;
