/** What survives a restart: the versions, and the journal of the one that is being tried. */
package org.kuralink.cota.store;
