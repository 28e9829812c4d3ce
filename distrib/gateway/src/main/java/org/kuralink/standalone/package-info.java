/** The standalone gateway: Apache Felix with the bundles of Kuralink, configured by files. */
@org.jspecify.annotations.NullMarked
package org.kuralink.standalone;
