/**
 * Networks written as TorchScript: the text of their classes, the tree of their modules, the
 * archive that holds both. Nothing here needs PyTorch; what is written is what PyTorch opens.
 */
@NullMarked
package dev.hibi.model.torchscript;

import org.jspecify.annotations.NullMarked;
