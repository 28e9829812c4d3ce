/** Kura's assets as sub-devices of a connection. */
package org.kuralink.kura.asset;
