/**
 * Protection of the Web Console. The launcher installs this package as a separate bundle before all
 * others, so that changes in the bundle directory cannot remove it.
 */
@NullMarked
package org.kuralink.standalone.guard;

import org.jspecify.annotations.NullMarked;
