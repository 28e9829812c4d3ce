/**
 * What a thing's parts have in common: how they are attached to a link, and the thread they live
 * on.
 */
package org.kuralink.thing.link;
