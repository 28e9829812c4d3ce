/** Remote configuration: what the platform offers is taken, proven, or put back. */
package org.kuralink.cota;
