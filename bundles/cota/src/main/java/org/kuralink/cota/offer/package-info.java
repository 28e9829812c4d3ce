/** What the platform offers, and how it is fetched. */
package org.kuralink.cota.offer;
