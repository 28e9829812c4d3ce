/** Files that devices download: kept on disk, served by signed addresses. */
@NullMarked
package org.kuralink.simulator.files;

import org.jspecify.annotations.NullMarked;
