/** An application on the module path. */
@NullMarked
package dev.hibi.modular;

import org.jspecify.annotations.NullMarked;
