/** The appliers of components and of plain files. */
package org.kuralink.cota.apply;
