/** The two appliers that come with the bundle. */
package org.kuralink.cota.apply;
