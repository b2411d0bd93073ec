/** {@code hibi tutorial}: training on a KAMONOHASHI from beginning to end. */
@NullMarked
package dev.hibi.cli.tutorial;

import org.jspecify.annotations.NullMarked;
