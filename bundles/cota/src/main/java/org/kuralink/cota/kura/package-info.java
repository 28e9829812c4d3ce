/** The configurations of Kura, through its configuration service. */
package org.kuralink.cota.kura;
