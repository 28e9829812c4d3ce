/** The appliers of components and of files as they are. */
package org.kuralink.cota.apply;
