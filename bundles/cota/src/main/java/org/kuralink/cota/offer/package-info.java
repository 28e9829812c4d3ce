/** What the platform offers. */
package org.kuralink.cota.offer;
