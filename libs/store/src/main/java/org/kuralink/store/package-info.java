/** Files that survive a power failure and a full disk. */
package org.kuralink.store;
