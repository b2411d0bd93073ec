/** Archives of labelled images as DJL data sets, read in place. */
@NullMarked
package dev.hibi.dataset;

import org.jspecify.annotations.NullMarked;
