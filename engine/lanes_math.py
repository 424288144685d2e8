"""The activations' functions of eight numbers at once, to a few units in the last place.

The exponential is split as eᵗ = 2ᵏ·eʳ with a whole k and |r| ≤ ln 2 / 2; eʳ − 1 = r + r²·q(r) with
q a polynomial fitted in 50 digits at Chebyshev nodes (relative error 4e-17 over that interval).
tanh and expm1 come from eᵗ − 1, so that results near 0 keep all their digits. The logarithm in softplus
is ln(1 + u) = 2·artanh(u / (2 + u)), fitted likewise over 0 … 1 (4.8e-17).
"""

# mypy: ignore-errors

from __future__ import annotations

from numba import njit

from engine.lanes import fma, lanes_of, shifted_power, total, where_greater

_LOG2_E = 1.4426950408889634
#: ln 2 in two parts: products of the first with a whole number below 2¹¹ are exact.
_LN2_HIGH = 0.693147180369123816490
_LN2_LOW = 1.90821492927058770002e-10
#: Adding it moves the whole part of a small number into the low bits: 1.5 · 2⁵².
_SHIFT = 6755399441055744.0
#: π in parts: products of the first two with halves of whole numbers below 2²⁰ are exact.
_PI_HIGH, _PI_MIDDLE, _PI_LOW = 3.1415926534682512, 1.2154201012607932e-10, 4.044532497591901e-21
_INVERSE_PI = 0.3183098861837907
#: From here on sines are not taken eight at a time.
_FAR = 1e5


@njit
def _expm1_reduced(r):
    """Return eʳ − 1 for |r| ≤ ln 2 / 2."""
    r2 = r * r
    r4 = r2 * r2
    low = fma(lanes_of(0.16666666666666669), r, lanes_of(0.5))
    low = fma(fma(lanes_of(0.008333333333330062), r, lanes_of(0.04166666666662413)), r2, low)
    middle = fma(lanes_of(0.00019841269863053618), r, lanes_of(0.0013888888917213717))
    middle = fma(fma(lanes_of(2.7557268459997064e-06), r, lanes_of(2.4801521295954376e-05)), r2, middle)
    high = fma(lanes_of(2.510038549551032e-08), r, lanes_of(2.7620088445409746e-07))
    return fma(fma(fma(high, r4, middle), r4, low), r2, r)


@njit
def _expm1(t):
    """Return eᵗ − 1 for |t| ≤ 700; NaN stays NaN."""
    shifted = fma(t, lanes_of(_LOG2_E), lanes_of(_SHIFT))
    k = shifted - _SHIFT
    r = fma(k, lanes_of(-_LN2_LOW), fma(k, lanes_of(-_LN2_HIGH), t))
    power = shifted_power(shifted)
    return fma(power, _expm1_reduced(r), power - 1.0)


@njit
def _between(low, x, high):
    """Return x held between two limits; NaN stays NaN."""
    return where_greater(low, x, low, where_greater(x, high, high, x))


@njit
def tanh(x):
    """Return tanh x = (e²ˣ − 1) / (e²ˣ + 1)."""
    power = _expm1(_between(lanes_of(-40.0), x + x, lanes_of(40.0)))
    return power / (power + 2.0)


@njit
def exp(x):
    """Return eˣ, inf above 709.78 and 0 below −745.13."""
    x = _between(lanes_of(-750.0), x, lanes_of(710.0))
    shifted = fma(x, lanes_of(_LOG2_E), lanes_of(_SHIFT))
    k = shifted - _SHIFT
    r = fma(k, lanes_of(-_LN2_LOW), fma(k, lanes_of(-_LN2_HIGH), x))
    half = fma(k, lanes_of(0.5), lanes_of(_SHIFT))  # in two factors: 2¹⁰²⁴ itself is no float64
    rest = k - (half - _SHIFT) + _SHIFT
    return (1.0 + _expm1_reduced(r)) * shifted_power(half) * shifted_power(rest)


@njit
def sigmoid(x):
    """Return 1 / (1 + e⁻ˣ), by the exponential of −|x|, which never overflows."""
    nothing = lanes_of(0.0)
    small = exp(where_greater(x, nothing, 0.0 - x, x))
    return where_greater(nothing, x, small, lanes_of(1.0)) / (1.0 + small)


@njit
def expm1(x):
    """Return eˣ − 1 for x ≤ 700, and what 700 gives beyond."""
    return _expm1(_between(lanes_of(-700.0), x, lanes_of(700.0)))


@njit
def _log1p(u):
    """Return ln(1 + u) for 0 ≤ u ≤ 1."""
    s = u / (2.0 + u)
    z = s * s
    z2 = z * z
    a = fma(lanes_of(0.6666666666668257), z, lanes_of(2.0))
    a = fma(fma(lanes_of(0.2857142911165716), z, lanes_of(0.399999999952876)), z2, a)
    b = fma(lanes_of(0.1818285980047391), z, lanes_of(0.22222190861346283))
    b = fma(fma(lanes_of(0.13591305485579894), z, lanes_of(0.15363676248891633)), z2, b)
    top = fma(lanes_of(0.17780763826113302), z, lanes_of(0.09880789048764786))
    return s * fma(fma(top, z2 * z2, b), z2 * z2, a)


@njit
def softplus(x):
    """Return ln(1 + eˣ), as the larger of x and 0 and what e to the −|x| adds."""
    nothing = lanes_of(0.0)
    small = exp(where_greater(x, nothing, 0.0 - x, x))
    return where_greater(nothing, x, nothing, x) + _log1p(small)


@njit
def far_from_0(x):
    """Return whether one of eight numbers is too large for `sine` and `cosine`, or NaN."""
    size = where_greater(x, lanes_of(0.0), x, 0.0 - x)
    return total(where_greater(lanes_of(_FAR), size, lanes_of(0.0), lanes_of(1.0))) != 0.0


@njit
def _sine_less_turns(x, half_turns, k):
    """Return the sine of x − half_turns·π, which lies within ±π/2, turned round if k is odd."""
    r = x - half_turns * _PI_HIGH
    r = (r - half_turns * _PI_MIDDLE) - half_turns * _PI_LOW
    z = r * r
    z2 = z * z
    low = fma(lanes_of(0.008333333333333316), z, lanes_of(-0.16666666666666666))
    low = fma(fma(lanes_of(2.755731921915843e-06), z, lanes_of(-0.00019841269841254955)), z2, low)
    high = fma(lanes_of(1.6058977272815506e-10), z, lanes_of(-2.5052107616384595e-08))
    high = fma(fma(lanes_of(2.731428986122616e-15), z, lanes_of(-7.643969031052769e-13)), z2, high)
    sine = fma(fma(high, z2 * z2, low), z * r, r)
    half = k * 0.5
    rest = half - ((half + _SHIFT) - _SHIFT)  # ±½ for an odd k, 0 for an even one
    return where_greater(rest * rest, lanes_of(0.1), 0.0 - sine, sine)


@njit
def sine(x):
    """Return sin x for |x| < 100,000."""
    k = (x * _INVERSE_PI + _SHIFT) - _SHIFT
    return _sine_less_turns(x, k, k)


@njit
def cosine(x):
    """Return cos x = sin(x + π/2) for |x| < 100,000."""
    k = ((x * _INVERSE_PI + 0.5) + _SHIFT) - _SHIFT
    return _sine_less_turns(x, k - 0.5, k)


@njit
def bell(x):
    """Return the standard normal density."""
    return exp((-0.5 * x) * x) * 0.3989422804014327


@njit
def normal_cdf(x):
    """Return the chance that a standard normal number lies below x, right to the last digits far out too.

    The complement of the error function is e^(−z²) · p(t) / (1 + 2z) with t = (z − 4.5) / (z + 4.5) and p a
    polynomial (a form of Shepherd and Laframboise 1981), fitted as above (relative error 5e-17).
    """
    size = _between(lanes_of(0.0), where_greater(x, lanes_of(0.0), x, 0.0 - x), lanes_of(40.0))
    z = size * 0.7071067811865476
    t = (z - 4.5) / (z + 4.5)
    t2 = t * t
    even = lanes_of(3.066877192433557e-08)
    even = fma(even, t2, lanes_of(-8.315411866652605e-08))
    even = fma(even, t2, lanes_of(-2.5309075879773645e-06))
    even = fma(even, t2, lanes_of(4.405762027158739e-05))
    even = fma(even, t2, lanes_of(-0.0001821872902208002))
    even = fma(even, t2, lanes_of(-0.005404217734518384))
    even = fma(even, t2, lanes_of(-0.029681792280913263))
    even = fma(even, t2, lanes_of(-0.07519744543760473))
    even = fma(even, t2, lanes_of(-0.0835783544480072))
    even = fma(even, t2, lanes_of(0.033344063968233285))
    even = fma(even, t2, lanes_of(1.224848042738414))
    odd = lanes_of(1.8907992512849178e-08)
    odd = fma(odd, t2, lanes_of(-1.9509730078216223e-07))
    odd = fma(odd, t2, lanes_of(1.6398684082260838e-06))
    odd = fma(odd, t2, lanes_of(-7.824324172933287e-06))
    odd = fma(odd, t2, lanes_of(-6.778383357592832e-05))
    odd = fma(odd, t2, lanes_of(0.0014843211001950931))
    odd = fma(odd, t2, lanes_of(0.014166837582111829))
    odd = fma(odd, t2, lanes_of(0.05161384330948714))
    odd = fma(odd, t2, lanes_of(0.09033360602617228))
    odd = fma(odd, t2, lanes_of(0.04337222005884036))
    odd = fma(odd, t2, lanes_of(-0.1367070998554378))
    tail = 0.5 * exp((-0.5 * size) * size) * fma(odd, t, even) / (1.0 + (z + z))
    return where_greater(x, lanes_of(0.0), 1.0 - tail, tail)
