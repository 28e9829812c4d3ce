/** The platform's offers. */
package org.kuralink.cota.offer;
