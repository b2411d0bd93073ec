/** Options that several commands have, and how all of them print. */
@NullMarked
package dev.hibi.cli.option;

import org.jspecify.annotations.NullMarked;
