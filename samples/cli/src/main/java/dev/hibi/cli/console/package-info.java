/** What commands print: lines for people, which a terminal only shows, and text for programs. */
@NullMarked
package dev.hibi.cli.console;

import org.jspecify.annotations.NullMarked;
