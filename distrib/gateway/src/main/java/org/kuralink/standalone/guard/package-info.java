/**
 * What stands in front of the Web Console. The launcher installs this package as a bundle of its
 * own, before all others: so nothing of it can be taken away by replacing what lies in a directory.
 */
@NullMarked
package org.kuralink.standalone.guard;

import org.jspecify.annotations.NullMarked;
