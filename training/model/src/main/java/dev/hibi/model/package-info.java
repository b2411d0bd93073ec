/** The ResNet family as TorchScript archives, weights files and classification. */
@NullMarked
package dev.hibi.model;

import org.jspecify.annotations.NullMarked;
