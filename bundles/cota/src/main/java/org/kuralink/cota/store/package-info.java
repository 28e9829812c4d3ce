/** The persistent state: the versions, and the journal of the trial. */
package org.kuralink.cota.store;
