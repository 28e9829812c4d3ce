/** The applier for components of Kura, through its configuration service. */
package org.kuralink.cota.kura;
