/** Files of a thing that are written as a whole. */
package org.kuralink.thing.store;
